import { stripVTControlCharacters } from 'node:util'
import type { Clock } from '@gitops-example/kit/clock'
import { describeError } from '@gitops-example/kit/errors'
import type { Events } from '@gitops-example/kit/events'
import { FindingsError } from '../checks/findings/findings-error.ts'
import type { DeliveryEvents, DeliveryStep } from '../delivery-events.ts'
import { failureReport, type StepFailure } from './failure-report.ts'
import { whileSlow } from './while-slow.ts'

/** A step that stops its delivery; `message` is what the pusher reads. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed'
  readonly step: DeliveryStep
  readonly app: string | undefined
  /** What it is made of, where several steps have failed. */
  readonly failures: readonly StepFailure[]

  constructor(
    step: DeliveryStep,
    app: string | undefined,
    reason: string,
    cause?: unknown,
    failures: readonly StepFailure[] = [{ step, app, reason }],
  ) {
    // Whatever a tool has said: this is read in logs, in pipes and over git's side channel.
    super(stripVTControlCharacters(reason), { cause })
    this.step = step
    this.app = app
    this.failures = failures
  }

  static of(failures: readonly [StepFailure, ...StepFailure[]], cause?: unknown): StepFailed {
    const { step, app, text } = failureReport(failures)
    return new StepFailed(step, app, text, cause, failures)
  }
}

/** Reports to the followers of one delivery what happens in it. */
export class Steps {
  readonly #events: Events<DeliveryEvents>
  readonly #clock: Clock
  readonly #of: { id: string; revision: string }
  #started = false
  /** First line of the message of the commit that is delivered; empty until it has been read. */
  subject = ''

  constructor(events: Events<DeliveryEvents>, clock: Clock, of: { id: string; revision: string }) {
    this.#events = events
    this.#clock = clock
    this.#of = of
  }

  /** Reports that the delivery of these apps begins. */
  started(apps: string[]): void {
    this.#started = true
    this.#events.emit('delivery.started', {
      ...this.#of,
      at: this.#clock.now(),
      subject: this.subject,
      apps,
    })
  }

  /** Reports that it has failed, and its start before that, where it failed too early to know its apps. */
  failed(step: DeliveryStep, app: string | undefined, reason: string): void {
    if (!this.#started) this.started([])
    this.#events.emit('delivery.failed', {
      ...this.#of,
      at: this.#clock.now(),
      step,
      reason,
      ...(app === undefined ? {} : { app }),
    })
  }

  /**
   * Runs one step and reports its start, end and time, and while it is slow what `running` says that it is at; whatever it
   * throws becomes a `StepFailed`.
   */
  async run<T>(
    step: DeliveryStep,
    app: string | undefined,
    work: () => Promise<T>,
    running: () => Promise<string | undefined> = async () => undefined,
  ): Promise<T> {
    const startedAt = this.#clock.now()
    this.#report(step, app, 'started')
    let hasEnded = false
    using stack = new DisposableStack()
    stack.defer(() => {
      hasEnded = true
    })
    const say = async (ms: number) => {
      const at = await running().catch(() => undefined)
      if (!hasEnded) this.#waiting(step, app, at, ms)
    }
    stack.use(whileSlow(this.#clock, (ms) => void say(ms)))
    try {
      const result = await work()
      this.#report(step, app, 'passed', this.#clock.now() - startedAt)
      return result
    } catch (error) {
      this.#report(step, app, 'failed', this.#clock.now() - startedAt)
      const findings = error instanceof FindingsError ? { findings: error.findings } : {}
      throw StepFailed.of([{ step, app, reason: describeError(error), ...findings }], error)
    }
  }

  /** A step whose result is known from before. */
  cached(step: DeliveryStep, app: string | undefined): void {
    this.#report(step, app, 'started')
    this.#report(step, app, 'cached', 0)
  }

  #waiting(step: DeliveryStep, app: string | undefined, running: string | undefined, ms: number): void {
    const where = app === undefined ? step : `${app}: ${step}`
    const what = `${where} is still running${running === undefined ? '' : `: ${running}`}`
    this.#events.emit('delivery.waiting', { ...this.#of, at: this.#clock.now(), what, ms })
  }

  #report(
    step: DeliveryStep,
    app: string | undefined,
    status: DeliveryEvents['delivery.step']['status'],
    durationMs?: number,
  ): void {
    this.#events.emit('delivery.step', {
      ...this.#of,
      at: this.#clock.now(),
      step,
      status,
      ...(app === undefined ? {} : { app }),
      ...(durationMs === undefined ? {} : { durationMs }),
    })
  }
}

/** Waits for all, also after one has failed; then throws one error that reports every failed step. */
export async function allSteps(steps: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(steps)
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
  const failed = errors.filter((error) => error instanceof StepFailed)
  if (errors.length > failed.length) throw errors.find((error) => !(error instanceof StepFailed))
  const [first, ...others] = failed.flatMap(({ failures }) => failures)
  if (first !== undefined) throw StepFailed.of([first, ...others])
}
