import { join } from 'node:path'
import type { Clock } from '@gitops-example/kit/clock'
import { baseEnv, tryExec } from '@gitops-example/kit/process/exec'
import { StandbyProcess } from './standby-process.ts'
import { ValuesFolder } from './values-folder.ts'

export interface HelmProgramOptions {
  /** Where the program is once it is installed. */
  path: Promise<string>
  workDir: string
  clock: Clock
  /** Ends renderings in progress. */
  signal: AbortSignal
}

export interface HelmOutput {
  exitCode: number
  stdout: string
  stderr: string
}

const limitMs = 60_000
/** About as long as a delivery takes from the push to its release. */
const standbyMs = 30_000
const maxStandby = 2

/**
 * Runs `helm template`. Two thirds of its time is the start of the program, before it reads the chart; one that was
 * started ahead (`standBy`) waits for its values there and answers in a third of the time.
 */
export class HelmProgram {
  readonly #options: HelmProgramOptions
  readonly #values: ValuesFolder
  #standby = new Map<string, StandbyProcess>()

  constructor(options: HelmProgramOptions) {
    this.#options = options
    this.#values = new ValuesFolder(join(options.workDir, 'values'))
    options.signal.addEventListener('abort', () => this.#stop(), { once: true })
  }

  /** Renders a chart; `args` begins with release and chart, later values win. */
  async template(args: readonly string[], values: readonly (string | Uint8Array)[]): Promise<HelmOutput> {
    const program = await this.#options.path
    const [last] = values.slice(-1)
    const others = values.slice(0, -1)
    if (last === undefined) return await this.#run([program, 'template', ...args])
    const argv = commandOf(program, args, await this.#files(others))
    const key = argv.join('\0')
    const ready = this.#standby.get(key)
    this.#standby.delete(key)
    const output = await ready?.finish(last)
    if (output?.exitCode === 0) return { exitCode: 0, stdout: output.stdout, stderr: '' }
    const result = await this.#run(argv, last) // with its error output, if any
    return { ...result, stderr: result.stderr.replaceAll(`${this.#values.dir}/`, '') }
  }

  /** Expects a rendering soon with these arguments and values, and one more values file after them. */
  async standBy(args: readonly string[], values: readonly (string | Uint8Array)[] = []): Promise<void> {
    const argv = commandOf(await this.#options.path, args, await this.#files(values))
    const key = argv.join('\0')
    const { clock, signal, workDir } = this.#options
    if (signal.aborted || this.#standby.has(key)) return
    for (const [oldest, process] of this.#standby) {
      if (this.#standby.size < maxStandby) break
      this.#standby.delete(oldest)
      process.kill()
    }
    const started: StandbyProcess = new StandbyProcess(argv, {
      cwd: workDir,
      env: helmEnv(workDir),
      clock,
      limitMs: standbyMs,
      onEnd: () => {
        if (this.#standby.get(key) === started) this.#standby.delete(key)
      },
    })
    this.#standby.set(key, started)
  }

  async #files(values: readonly (string | Uint8Array)[]): Promise<string[]> {
    return await Promise.all(values.map((content) => this.#values.path(content)))
  }

  async #run(argv: readonly [string, ...string[]], input?: string | Uint8Array): Promise<HelmOutput> {
    const { workDir, signal } = this.#options
    return await tryExec(argv, {
      cwd: workDir,
      env: helmEnv(workDir),
      timeoutMs: limitMs,
      signal,
      ...(input === undefined ? {} : { input }),
    })
  }

  #stop(): void {
    for (const process of this.#standby.values()) process.kill()
    this.#standby.clear()
  }
}

/** The last values come by standard input, so that the command is the same for each commit that changes only them. */
function commandOf(
  program: string,
  [release = '', chart = '', ...flags]: readonly string[],
  files: readonly string[],
) {
  const values = [...files, '-'].flatMap((file) => ['--values', file])
  return [program, 'template', release, chart, ...values, ...flags] as const
}

function helmEnv(workDir: string): Record<string, string> {
  const { PATH = '' } = baseEnv()
  const home = join(workDir, 'helm')
  return {
    PATH,
    HOME: home,
    HELM_CACHE_HOME: join(home, 'cache'),
    HELM_CONFIG_HOME: join(home, 'config'),
    HELM_DATA_HOME: join(home, 'data'),
    // It lives for a moment: collecting garbage would cost a fifth of that.
    GOGC: 'off',
    GOMEMLIMIT: '512MiB',
  }
}
