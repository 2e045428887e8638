import type { ProcessExit, ProcessRuntime, ProcessSpec } from '../process/process-runtime.ts'

export interface FakeProcess {
  spec: ProcessSpec
  /** What was sent to it, in order. */
  signals: NodeJS.Signals[]
  exit: (exitCode: number, signal?: number) => void
  say: (text: string) => void
}

/** Processes that only the test ends; SIGKILL ends them at once, SIGTERM where they obey. */
export class FakeRuntime implements ProcessRuntime {
  readonly started: FakeProcess[] = []
  obeysTerm = true
  /** Refuses to start anything with this error. */
  refusal: Error | undefined

  get last(): FakeProcess {
    const last = this.started.at(-1)
    if (last === undefined) throw new Error('nothing was started')
    return last
  }

  start(spec: ProcessSpec) {
    if (this.refusal !== undefined) throw this.refusal
    const { promise, resolve } = Promise.withResolvers<ProcessExit>()
    const exit = (exitCode: number, signal?: number) =>
      resolve(signal === undefined ? { exitCode } : { exitCode, signal })
    const signals: NodeJS.Signals[] = []
    this.started.push({ spec, signals, exit, say: (text) => spec.stdout.write(text) })
    return {
      pid: 1_000_000 + this.started.length,
      ended: promise,
      signal: (signal: NodeJS.Signals) => {
        signals.push(signal)
        if (signal === 'SIGKILL') exit(137, 9)
        else if (this.obeysTerm) exit(143, 15)
      },
    }
  }
}
