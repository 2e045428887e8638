import type { Clock } from '@gitops-example/kit/clock'
import { describeError, GitopsError } from '@gitops-example/kit/errors'

const firstRetryMs = 100
const maxRetryMs = 10_000

/**
 * Runs `work` when woken, one run at a time; wakes during a run lead to one more. Work that throws is tried again
 * after a while, longer each time.
 */
export class WorkLoop {
  readonly #work: () => Promise<void>
  readonly #clock: Clock
  readonly #log: (line: string) => void
  #isDue = false
  #running: Promise<void> | undefined
  #failures = 0
  #stopped = false
  #timers = new Set<Disposable>()
  #wakesAt = Number.POSITIVE_INFINITY

  constructor(work: () => Promise<void>, clock: Clock, log: (line: string) => void) {
    this.#work = work
    this.#clock = clock
    this.#log = log
  }

  wake(): void {
    this.#isDue = true
    if (!this.#stopped) this.#running ??= this.#run()
  }

  /** Wakes at this time, or earlier when something else does. */
  wakeAt(time: number): void {
    if (this.#stopped || time >= this.#wakesAt) return
    this.#wakesAt = time
    const timer = this.#clock.after(Math.max(0, time - this.#clock.now()), () => {
      this.#timers.delete(timer)
      if (this.#wakesAt === time) this.#wakesAt = Number.POSITIVE_INFINITY
      this.wake()
    })
    this.#timers.add(timer)
  }

  /** Resolves when a run in progress has ended; none begins after. */
  async stop(): Promise<void> {
    this.#stopped = true
    for (const timer of this.#timers) timer[Symbol.dispose]()
    this.#timers.clear()
    await this.#running
  }

  async #run(): Promise<void> {
    await null // changes that come together are worked on together
    while (this.#isDue && !this.#stopped) {
      this.#isDue = false
      try {
        await this.#work()
        this.#failures = 0
      } catch (error) {
        if (this.#stopped) break
        const isPassing = error instanceof GitopsError && error.retryable
        this.#log(
          isPassing || !(error instanceof Error) ? describeError(error) : (error.stack ?? error.message),
        )
        const delay = Math.min(firstRetryMs * 2 ** this.#failures, maxRetryMs)
        this.#failures++
        this.wakeAt(this.#clock.now() + delay)
      }
    }
    this.#running = undefined
  }
}
