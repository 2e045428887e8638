import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import type { Clock } from '@gitops-example/kit/clock'

export interface ProcessOutput {
  exitCode: number | undefined
  stdout: string
}

/**
 * A program that was started ahead of its work and waits for its standard input. It ends by itself when its owner
 * dies, because its input ends then.
 */
export class StandbyProcess {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #limit: Disposable
  readonly #ended: Promise<ProcessOutput>

  /** Ended after `limitMs` unless `finish` was called; `onEnd` is called once, whatever ends it. */
  constructor(
    argv: readonly [string, ...string[]],
    options: { cwd: string; env: Record<string, string>; clock: Clock; limitMs: number; onEnd: () => void },
  ) {
    const [program, ...args] = argv
    const { cwd, env, clock, limitMs, onEnd } = options
    this.#child = spawn(program, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] })
    this.#child.stdin.on('error', () => {}) // its exit says so
    this.#child.stderr.resume()
    let stdout = ''
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    const { promise, resolve } = Promise.withResolvers<ProcessOutput>()
    this.#ended = promise
    this.#child.on('error', () => resolve({ exitCode: undefined, stdout }))
    this.#child.on('close', (code) => resolve({ exitCode: code ?? undefined, stdout }))
    this.#limit = clock.after(limitMs, () => this.kill())
    promise.then(() => {
      this.#limit[Symbol.dispose]()
      onEnd()
    })
  }

  /** Hands over the input and resolves with what the program makes of it. */
  async finish(input: string | Uint8Array): Promise<ProcessOutput> {
    this.#child.stdin.end(input)
    return await this.#ended
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }
}
