import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { FromDataPath, ToDataPath } from '../protocol.ts'

const program = new URL('../data-path/worker.mjs', import.meta.url)

/**
 * One thread that carries traffic, from its start on. It does nothing before it is told what to do, so it may be started
 * ahead of the cluster that it works for: loading its modules takes longer than anything else of the network.
 */
export class DataPathWorker implements AsyncDisposable {
  readonly #worker: Worker
  /** Resolves with why it has ended, whoever wanted that. */
  readonly ended: Promise<string>

  constructor() {
    // In a folder that Node names by its version, which it adds again.
    const cache = getCompileCacheDir()
    // Options of the main thread's Node are not for this one, and some of them would be refused.
    this.#worker = new Worker(program, {
      name: 'data-path',
      execArgv: [],
      workerData: { compileCache: cache === undefined ? undefined : dirname(cache) },
    })
    let reason = 'its thread was ended'
    this.#worker.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error)
    })
    this.ended = new Promise((resolve) => this.#worker.once('exit', () => resolve(reason)))
  }

  post(message: ToDataPath): void {
    this.#worker.postMessage(message)
  }

  onMessage(receive: (message: FromDataPath) => void): void {
    this.#worker.on('message', receive)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate()
  }
}
