import type { Clock } from '../clock.ts'

interface Timer {
  dueAt: number
  callback: () => void
}

/** A clock that stands still until a test calls `advance`. */
export class FakeClock implements Clock {
  #now: number
  #timers = new Set<Timer>()

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#now = startMs
  }

  now(): number {
    return this.#now
  }

  /** How many timers wait: each would keep a process from ending. */
  get waiting(): number {
    return this.#timers.size
  }

  after(delayMs: number, callback: () => void): Disposable {
    const timer = { dueAt: this.#now + delayMs, callback }
    this.#timers.add(timer)
    return { [Symbol.dispose]: () => this.#timers.delete(timer) }
  }

  /** Moves time on by `ms`, firing due timers in order and letting promise callbacks run after each. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    for (;;) {
      await drainMicrotasks()
      const next = this.#nextDue(end)
      if (next === undefined) break
      this.#timers.delete(next)
      this.#now = Math.max(this.#now, next.dueAt)
      next.callback()
    }
    this.#now = end
    await drainMicrotasks()
  }

  #nextDue(end: number): Timer | undefined {
    let next: Timer | undefined
    for (const timer of this.#timers) {
      if (timer.dueAt <= end && (next === undefined || timer.dueAt < next.dueAt)) next = timer
    }
    return next
  }
}

/** One turn of the event loop: every promise callback that is ready has run. */
function drainMicrotasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
