import { type Clock, sleep } from '../clock.ts'
import { describeError } from '../errors.ts'
import { Backoff } from './backoff.ts'

/** One run of something that is supervised. */
export interface SupervisedRun {
  /** Resolves, and never rejects, with why it ended: "killed by SIGKILL". */
  readonly ended: Promise<string>
  stop(): Promise<void>
}

/** What happens after the first start, which its caller sees. */
export type SupervisedChange<Run> =
  | { state: 'failed'; reason: string; retryMs: number }
  | { state: 'starting'; reason: string }
  | { state: 'running'; run: Run }

export interface SupervisorOptions<Run extends SupervisedRun> {
  clock: Clock
  /** Starts one run; ends what it has started when `signal` is aborted. `before` is the run that has ended. */
  start: (signal: AbortSignal, before?: Run) => Promise<Run>
  onChange: (change: SupervisedChange<Run>) => void
  backoff?: Backoff
  /** A run that has lasted as long ends the back-off of those before it. */
  stableMs?: number
}

/** Keeps one run going: starts another when it ends without having been asked to, after a wait that grows. */
export class Supervisor<Run extends SupervisedRun> {
  readonly #options: Required<SupervisorOptions<Run>>
  readonly #stopping = new AbortController()
  #current: Run
  #going: PromiseWithResolvers<Run>
  #keeping: Promise<void>

  private constructor(options: Required<SupervisorOptions<Run>>, first: Run) {
    this.#options = options
    this.#current = first
    this.#going = resolved(first)
    this.#keeping = this.#keep()
  }

  /** Resolves with the first run going; rejects when it cannot be started, after which nothing is supervised. */
  static async start<Run extends SupervisedRun>(options: SupervisorOptions<Run>): Promise<Supervisor<Run>> {
    const first = await options.start(new AbortController().signal)
    return new Supervisor({ backoff: new Backoff(), stableMs: 60_000, ...options }, first)
  }

  /** The run that is going, or the last one. */
  get current(): Run {
    return this.#current
  }

  /** Resolves with the run that is going, once there is one; rejects when it is stopped instead. */
  async running(): Promise<Run> {
    return await this.#going.promise
  }

  /** Ends the run, or the attempt to start one; resolves when nothing of it is left. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#current.stop()
    await this.#keeping
  }

  async #keep(): Promise<void> {
    const { clock, backoff, stableMs, onChange } = this.#options
    while (!this.#stopping.signal.aborted) {
      const stable = clock.after(stableMs, () => backoff.reset())
      const reason = await this.#current.ended
      stable[Symbol.dispose]()
      this.#going = Promise.withResolvers()
      this.#going.promise.catch(() => {}) // nobody may be waiting
      const next = await this.#startAgain(reason)
      if (next === undefined || this.#stopping.signal.aborted) {
        this.#going.reject(new Error('It was stopped.'))
        return await next?.stop()
      }
      this.#current = next
      this.#going.resolve(next)
      onChange({ state: 'running', run: next })
    }
  }

  /** Undefined when it was stopped instead. */
  async #startAgain(ended: string): Promise<Run | undefined> {
    const { clock, backoff, start, onChange } = this.#options
    const { signal } = this.#stopping
    for (let reason = ended; !signal.aborted; ) {
      const retryMs = backoff.next()
      onChange({ state: 'failed', reason, retryMs })
      try {
        await sleep(clock, retryMs, signal)
        onChange({ state: 'starting', reason })
        return await start(signal, this.#current)
      } catch (error) {
        reason = describeError(error)
      }
    }
    return undefined
  }
}

function resolved<T>(value: T): PromiseWithResolvers<T> {
  const settled = Promise.withResolvers<T>()
  settled.resolve(value)
  return settled
}
