import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Clock } from '@gitops-example/kit/clock'
import type { FromDataPath, ToDataPath } from '../protocol.ts'

export type Post = (message: ToDataPath) => void

export interface DataPathThreadOptions {
  clock: Clock
  /** Gives a data path that has just started what it goes by; what this returns ends with the data path. */
  feed: (post: Post, isRestart: boolean) => Disposable
  receive: (message: FromDataPath) => void
  /** Called when the data path has ended without being asked to, before it is started again. */
  onFailed: (reason: string) => void
}

interface Running {
  worker: Worker
  startedAt: number
  /** Waiting for `settled`, by turn. */
  turns: Map<number, () => void>
}

const program = new URL('../data-path/worker.mjs', import.meta.url)
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
    this.#run(false)
  }

  post(message: ToDataPath): void {
    this.#running?.worker.postMessage(message)
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
    void this.#running?.worker.terminate()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#pause?.[Symbol.dispose]()
    await this.#running?.worker.terminate()
  }

  #run(isRestart: boolean): void {
    const { clock, feed, receive } = this.#options
    // In a folder that Node names by its version, which it adds again.
    const cache = getCompileCacheDir()
    // Options of the main thread's Node are not for this one, and some of them would be refused.
    const worker = new Worker(program, {
      name: 'data-path',
      execArgv: [],
      workerData: { compileCache: cache === undefined ? undefined : dirname(cache) },
    })
    const running: Running = { worker, startedAt: clock.now(), turns: new Map() }
    this.#running = running
    const feeding = feed((message) => worker.postMessage(message), isRestart)
    let reason = 'its thread was ended'
    worker.on('message', (message: FromDataPath) => {
      if (message.type !== 'settled') return receive(message)
      running.turns.get(message.turn)?.()
      running.turns.delete(message.turn)
    })
    worker.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error)
    })
    worker.once('exit', () => {
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
