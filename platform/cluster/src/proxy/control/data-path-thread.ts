import type { Clock } from '@gitops-example/kit/clock'
import type { FromDataPath, ToDataPath } from '../protocol.ts'
import { DataPathWorker } from './data-path-worker.ts'

export type Post = (message: ToDataPath) => void

export interface DataPathThreadOptions {
  clock: Clock
  /** The first one, if it was started ahead. */
  first?: DataPathWorker | undefined
  /** Gives a data path that has just started what it goes by; what this returns ends with the data path. */
  feed: (post: Post, isRestart: boolean) => Disposable
  receive: (message: FromDataPath) => void
  /** Called when the data path has ended without being asked to, before it is started again. */
  onFailed: (reason: string) => void
}

interface Running {
  worker: DataPathWorker
  startedAt: number
  /** Waiting for `settled`, by turn. */
  turns: Map<number, () => void>
}

const firstDelayMs = 100
const longestDelayMs = 5000
/** A data path that has run this long is started again at once. */
const stableMs = 10_000

/**
 * Runs the data path as a thread of its own, so that nothing which keeps this one busy stops traffic, and starts it again
 * when it ends: at once, and with a back-off where it ends again soon.
 */
export class DataPathThread {
  readonly #options: DataPathThreadOptions
  #running: Running | undefined
  #pause: Disposable | undefined
  #failures = 0
  #lastTurn = 0
  #isStopped = false

  constructor(options: DataPathThreadOptions) {
    this.#options = options
    this.#run(false, options.first)
  }

  post(message: ToDataPath): void {
    this.#running?.worker.post(message)
  }

  /** Resolves when everything that was posted has taken effect; at once while no data path runs. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#running === undefined) return resolve()
      const turn = ++this.#lastTurn
      this.#running.turns.set(turn, resolve)
      this.post({ type: 'settle', turn })
    })
  }

  /** Ends the data path as if it had failed. */
  restart(): void {
    void this.#running?.worker[Symbol.asyncDispose]()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#pause?.[Symbol.dispose]()
    await this.#running?.worker[Symbol.asyncDispose]()
  }

  #run(isRestart: boolean, worker = new DataPathWorker()): void {
    const { clock, feed, receive } = this.#options
    const running: Running = { worker, startedAt: clock.now(), turns: new Map() }
    this.#running = running
    const feeding = feed((message) => worker.post(message), isRestart)
    worker.onMessage((message) => {
      if (message.type !== 'settled') return receive(message)
      running.turns.get(message.turn)?.()
      running.turns.delete(message.turn)
    })
    void worker.ended.then((reason) => {
      this.#running = undefined
      feeding[Symbol.dispose]()
      for (const resolve of running.turns.values()) resolve()
      if (!this.#isStopped) this.#startAgain(running, reason)
    })
  }

  #startAgain({ startedAt }: Running, reason: string): void {
    const { clock, onFailed } = this.#options
    this.#failures = clock.now() - startedAt > stableMs ? 0 : this.#failures + 1
    const delayMs =
      this.#failures <= 1 ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** (this.#failures - 2))
    onFailed(reason)
    if (this.#isStopped) return
    if (delayMs === 0) this.#run(true)
    else this.#pause = clock.after(delayMs, () => this.#run(true))
  }
}
