import type { Clock } from '@gitops-example/kit/clock'
import type { Probe } from '#kubernetes/core/v1'
import type { CheckResult } from './check-result.ts'

interface ProberOptions {
  probe: Probe
  clock: Clock
  check: (signal: AbortSignal) => Promise<CheckResult>
  /** Called when the thresholds are reached the first time and whenever the verdict changes after that. */
  onVerdict: (isSuccess: boolean, output: string) => void
  /** Called for each failure that counts. */
  onFailure: (output: string) => void
  /**
   * Look often at first: a process that listens after 70 ms should be known ready then, not a period later. A probe that
   * is not eager begins when that time is over, as a process that has only just started answers nothing.
   */
  isEager: boolean
  /** Pause between two looks while it does so. */
  eagerEveryMs?: number
}

const eagerForMs = 1000
const eagerEveryMs = 20

/** Runs one probe of one run of a container until disposed. */
export class Prober implements Disposable {
  readonly #options: ProberOptions
  readonly #ended = new AbortController()
  readonly #startedAt: number
  #timer: Disposable | undefined
  #successes = 0
  #failures = 0
  #verdict: boolean | undefined

  constructor(options: ProberOptions) {
    this.#options = options
    this.#startedAt = options.clock.now()
    const delayMs = (options.probe.initialDelaySeconds ?? 0) * 1000
    this.#after(options.isEager ? delayMs : Math.max(delayMs, eagerForMs))
  }

  [Symbol.dispose]() {
    this.#timer?.[Symbol.dispose]()
    this.#ended.abort()
  }

  #after(delayMs: number): void {
    if (this.#ended.signal.aborted) return
    if (delayMs <= 0) void this.#run()
    else this.#timer = this.#options.clock.after(delayMs, () => void this.#run())
  }

  async #run(): Promise<void> {
    const { probe, clock, onFailure } = this.#options
    const periodMs = (probe.periodSeconds ?? 10) * 1000
    const isEager = this.#isEager()
    const began = clock.now()
    const result = await this.#checkInTime()
    if (this.#ended.signal.aborted) return
    if (!result.isSuccess && isEager) return this.#after(this.#options.eagerEveryMs ?? eagerEveryMs)
    if (result.isSuccess) {
      this.#failures = 0
      if (++this.#successes >= (probe.successThreshold ?? 1)) this.#report(true, '')
    } else {
      this.#successes = 0
      onFailure(result.output)
      if (++this.#failures >= (probe.failureThreshold ?? 3)) this.#report(false, result.output)
    }
    this.#after(Math.max(1, began + periodMs - clock.now()))
  }

  /** While nothing is known yet and the process is young, failures mean "not yet" and count for nothing. */
  #isEager(): boolean {
    const { isEager, probe, clock } = this.#options
    const delayMs = (probe.initialDelaySeconds ?? 0) * 1000
    return isEager && this.#verdict === undefined && clock.now() - this.#startedAt < delayMs + eagerForMs
  }

  async #checkInTime(): Promise<CheckResult> {
    const { probe, clock, check } = this.#options
    const timeoutSeconds = probe.timeoutSeconds ?? 1
    const cut = new AbortController()
    const timer = clock.after(timeoutSeconds * 1000, () => cut.abort())
    try {
      return await check(AbortSignal.any([cut.signal, this.#ended.signal]))
    } catch (error) {
      const output = cut.signal.aborted ? `command timed out after ${timeoutSeconds}s` : String(error)
      return { isSuccess: false, output }
    } finally {
      timer[Symbol.dispose]()
    }
  }

  #report(verdict: boolean, output: string): void {
    if (verdict === this.#verdict) return
    this.#verdict = verdict
    if (!this.#ended.signal.aborted) this.#options.onVerdict(verdict, output)
  }
}
