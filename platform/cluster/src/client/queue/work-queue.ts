import type { Clock } from '@gitops-example/kit/clock'

export interface WorkQueueOptions {
  clock: Clock
  /** Brings one key to its desired state; a number asks for another look after that many milliseconds. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a reconcile that wants no second look simply ends
  reconcile: (key: string) => number | undefined | void
  /** Receives every failure; the key is tried again whatever this does. */
  onError: (key: string, error: unknown) => void
}

const firstRetryMs = 5
const longestRetryMs = 60_000
/** Keys handled before the event loop gets a turn, so that two quarrelling controllers cannot starve the API. */
const keysPerTurn = 64

/**
 * The keys that need work, each at most once: a key that comes in while it waits is not doubled, and one that comes
 * in while it runs runs again. Work runs in a microtask after the event that asked for it, so a chain of controllers
 * settles within one turn of the event loop. A failed key is tried again with a back-off that doubles.
 */
export class WorkQueue implements Disposable {
  readonly #options: WorkQueueOptions
  readonly #waiting = new Set<string>()
  readonly #timers = new Map<string, { dueAt: number; timer: Disposable }>()
  readonly #failures = new Map<string, number>()
  #scheduled = false
  #handledInTurn = 0
  #stopped = false

  constructor(options: WorkQueueOptions) {
    this.#options = options
  }

  add(key: string): void {
    if (this.#stopped) return
    this.#waiting.add(key)
    this.#schedule()
  }

  /** Adds the key later; of several times asked for, the earliest counts. */
  addAfter(key: string, delayMs: number): void {
    if (this.#stopped) return
    const dueAt = this.#options.clock.now() + Math.max(0, delayMs)
    const earlier = this.#timers.get(key)
    if (earlier !== undefined) {
      if (earlier.dueAt <= dueAt) return
      earlier.timer[Symbol.dispose]()
    }
    const timer = this.#options.clock.after(Math.max(0, delayMs), () => {
      this.#timers.delete(key)
      this.add(key)
    })
    this.#timers.set(key, { dueAt, timer })
  }

  [Symbol.dispose](): void {
    this.#stopped = true
    this.#waiting.clear()
    for (const { timer } of this.#timers.values()) timer[Symbol.dispose]()
    this.#timers.clear()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    if (this.#handledInTurn < keysPerTurn) {
      queueMicrotask(() => this.#drain())
      return
    }
    setImmediate(() => {
      this.#handledInTurn = 0
      this.#drain()
    })
  }

  #drain(): void {
    this.#scheduled = false
    const batch = [...this.#waiting]
    this.#waiting.clear()
    // The count of this turn starts again with the next turn of the event loop, not with the next microtask.
    if (this.#handledInTurn === 0) {
      setImmediate(() => {
        this.#handledInTurn = 0
      })
    }
    this.#handledInTurn += batch.length
    for (const key of batch) if (!this.#stopped) this.#run(key)
  }

  #run(key: string): void {
    try {
      const againAfterMs = this.#options.reconcile(key)
      this.#failures.delete(key)
      if (typeof againAfterMs === 'number') this.addAfter(key, againAfterMs)
    } catch (error) {
      const failures = this.#failures.get(key) ?? 0
      this.#failures.set(key, failures + 1)
      this.addAfter(key, Math.min(longestRetryMs, firstRetryMs * 2 ** failures))
      this.#options.onError(key, error)
    }
  }
}
