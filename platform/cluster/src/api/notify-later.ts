import type { Change, Store, StoredObject } from '../store/store.ts'

type First = { type: 'ADDED'; object: StoredObject; resource?: string }

/**
 * Calls `listener` for `first` and then for each later change that `isOurs` picks, in order and never inside a write:
 * always in a microtask, so that a listener may write itself.
 */
export function notifyLater(
  store: Store,
  first: readonly First[],
  isOurs: (change: Change) => boolean,
  listener: (event: First | Change) => void,
): Disposable {
  let pending: (First | Change)[] = [...first]
  let isScheduled = false
  let isEnded = false
  const schedule = () => {
    if (isScheduled || pending.length === 0) return
    isScheduled = true
    queueMicrotask(drain)
  }
  const drain = () => {
    isScheduled = false
    const batch = pending
    pending = []
    let done = 0
    try {
      for (const event of batch) {
        if (isEnded) return
        done++
        listener(event)
      }
    } finally {
      // A listener that throws loses its own event, not the ones behind it.
      if (done < batch.length && !isEnded) pending = [...batch.slice(done), ...pending]
      schedule()
    }
  }
  const subscription = store.onChange((change) => {
    if (!isOurs(change)) return
    pending.push(change)
    schedule()
  })
  schedule()
  return {
    [Symbol.dispose]() {
      isEnded = true
      pending = []
      subscription[Symbol.dispose]()
    },
  }
}
