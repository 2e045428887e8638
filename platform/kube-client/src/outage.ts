import { type Clock, sleep } from '@gitops-example/kit/clock'
import { describeError } from '@gitops-example/kit/errors'

const firstWaitMs = 100
const longestWaitMs = 10_000

/** Failures in a row of one thing that is tried again: the first is reported, and each is followed by a longer wait. */
export class Outage {
  readonly #clock: Clock
  readonly #report: (reason: string) => void
  #waitMs = firstWaitMs
  #isReported = false

  constructor(clock: Clock, report: (reason: string) => void) {
    this.#clock = clock
    this.#report = report
  }

  failed(error: unknown): void {
    if (!this.#isReported) this.#report(describeError(error))
    this.#isReported = true
  }

  /** Resolves when the next try is due, or when the signal is aborted. */
  async wait(signal: AbortSignal): Promise<void> {
    const waitMs = this.#waitMs
    this.#waitMs = Math.min(waitMs * 2, longestWaitMs)
    await sleep(this.#clock, waitMs, signal).catch(() => {})
  }

  /** It works again: the next failure begins another outage. */
  over(): void {
    this.#waitMs = firstWaitMs
    this.#isReported = false
  }
}
