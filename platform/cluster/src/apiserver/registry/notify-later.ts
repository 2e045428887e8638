import type { StoredObject } from '../../machinery/objects.ts'
import type { Change } from '../../storage/change.ts'
import type { Store } from '../../storage/store.ts'

type First = { type: 'ADDED'; object: StoredObject; resource?: string }

/**
 * Calls `listener` for `first` and then for each later change of `resource`, or of all of them, in order and never inside a write:
 * always in a microtask, so that a listener may write itself.
 */
export function notifyLater(
  store: Store,
  first: readonly First[],
  resource: string | undefined,
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
    pending.push(change)
    schedule()
  }, resource)
  schedule()
  return {
    [Symbol.dispose]() {
      isEnded = true
      pending = []
      subscription[Symbol.dispose]()
    },
  }
}
