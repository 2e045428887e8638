import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Clock } from '@gitops-example/kit/clock'
import { GitopsError } from '@gitops-example/kit/errors'
import type { Files } from '@gitops-example/kit/git/tree-files'
import { endGroup } from '@gitops-example/kit/process/end-group'
import { baseEnv } from '@gitops-example/kit/process/exec'
import { signalGroup } from '@gitops-example/kit/process/process-ledger'
import type { Check, CheckTarget } from '../check.ts'
import type { Finding } from '../findings/finding.ts'
import { toolWords } from '../findings/tool-words.ts'
import type { GreenFiles } from './green-files.ts'
import { changedSources } from './plan-run.ts'
import type { CancelRequest, RunningAnswer, RunningRequest, TestAnswer, TestRequest } from './protocol.ts'

interface Warm {
  child: ChildProcess
  treeDir: string
  /** What it has loaded: another set of files, or other dependencies, need a new one. */
  files: Files | undefined
  nextId: number
}

export interface WarmTestsOptions {
  clock: Clock
  /** How long a Vitest that nobody needs is kept; 0 ends it after each run. */
  idleMs: number
  green: GreenFiles
  log: (line: string) => void
}

const timeoutMs = 300_000
/** In characters; a quarter of a page once it is without colours. */
const longestErrors = 20_000
/** How long a run that nobody needs any more may take to end the test that it is in. */
const cancelMs = 2000
const answerMs = 1000

/**
 * The unit tests of the app and its libraries by Vitest. Only the test files that can see a difference since the last
 * green run are run (by the graph of imports, see `vitest related`); all of them when a file came, went or is not a
 * module, or when something outside their sources differs. The Vitest stays for the next run, with the modules that it
 * has transformed: at most one, and not longer than `idleMs`.
 */
export class WarmTests implements Check {
  readonly step = 'test'
  readonly #options: WarmTestsOptions
  #warm: Warm | undefined
  /** By the app that they run the tests of. */
  readonly #busy = new Map<string, ChildProcess>()
  #idle: Disposable | undefined
  /** When nothing of each is left: its workers, and what Vitest starts to watch them, may outlive it. */
  #children = new Map<ChildProcess, Promise<void>>()
  #stopped = false

  constructor(options: WarmTestsOptions) {
    this.#options = options
  }

  /** Once more when a signal ended them: whoever sent it, it says nothing about the tests. */
  async run(target: CheckTarget): Promise<readonly Finding[] | undefined> {
    try {
      return await this.#run(target)
    } catch (error) {
      if (!isKilled(error) || this.#stopped || target.signal.aborted) throw error
      this.#options.log(`${target.app.name}: ${error.message.split('\n', 1)[0]} They are run once more.`)
      return await this.#run(target)
    }
  }

  async #run(target: CheckTarget): Promise<readonly Finding[] | undefined> {
    const { app, treeDir, files, isIntact } = target
    const warm = this.#take(target)
    this.#busy.set(app.name, warm.child)
    const green = this.#options.green.read(app.name)
    const sources = sourcesOf(target)
    const absolute = (paths: string[]) => paths.map((path) => join(treeDir, path))
    const changed = green && files && changedSources(green, files, sources)
    const stale = (warm.files && files && changedSources(warm.files, files, sources)) ?? []
    warm.files = files
    try {
      const answer = await this.#ask(warm, target.signal, {
        id: warm.nextId++,
        stale: absolute(stale),
        ...(changed === undefined ? {} : { changed: absolute(changed) }),
      })
      if (answer.killedBy !== undefined) throw killed(treeDir, answer.killedBy)
      this.#keep(warm)
      target.signal.throwIfAborted()
      if (answer.error !== undefined) throw notRun(treeDir, answer.error)
      if (answer.findings !== undefined) return answer.findings
      if (files !== undefined && isIntact?.() !== false) this.#options.green.write(app.name, files)
      return undefined
    } catch (error) {
      if (this.#warm !== warm) end(warm.child)
      throw error
    } finally {
      this.#busy.delete(app.name)
    }
  }

  /** The test file that has been running for longest, and the test in it. */
  async running(app: string): Promise<string | undefined> {
    const child = this.#busy.get(app)
    if (child === undefined) return undefined
    const { promise, resolve } = Promise.withResolvers<string | undefined>()
    const onMessage = (answer: TestAnswer | RunningAnswer) => {
      if ('running' in answer) resolve(answer.running || undefined)
    }
    const onEnd = () => resolve(undefined)
    child.on('message', onMessage)
    child.once('exit', onEnd)
    // A Vitest that hangs itself does not answer.
    using _ = this.#options.clock.after(answerMs, onEnd)
    child.send({ ask: 'running' } satisfies RunningRequest, (error) => error && onEnd())
    return await promise.finally(() => {
      child.off('message', onMessage)
      child.off('exit', onEnd)
    })
  }

  /** Ends every process. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#idle?.[Symbol.dispose]()
    for (const child of this.#children.keys()) end(child)
    await Promise.all(this.#children.values())
  }

  /** The Vitest that stayed, when it can go on from where it is; else a new one. */
  #take(target: CheckTarget): Warm {
    const { app, treeDir, files } = target
    this.#idle?.[Symbol.dispose]()
    const warm = this.#warm
    this.#warm = undefined
    if (warm !== undefined) {
      const goesOn =
        warm.treeDir === treeDir &&
        warm.child.connected &&
        warm.files !== undefined &&
        files !== undefined &&
        changedSources(warm.files, files, sourcesOf(target)) !== undefined
      if (goesOn) return warm
      end(warm.child)
    }
    const program = fileURLToPath(new URL('./vitest-process.ts', import.meta.url))
    const child = fork(program, [treeDir, ...sourcesOf(target)], {
      cwd: treeDir,
      detached: true, // with its workers one process group, which ends as one
      env: { ...baseEnv(), NO_COLOR: '1', CI: '1' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#options.log(`${app.name}: Vitest starts`)
    this.#children.set(
      child,
      ended(child).finally(() => this.#children.delete(child)),
    )
    return { child, treeDir, files, nextId: 1 }
  }

  #keep(warm: Warm): void {
    const { clock, idleMs } = this.#options
    if (this.#stopped || this.#warm !== undefined || idleMs === 0 || !warm.child.connected) {
      end(warm.child)
      return
    }
    this.#warm = warm
    this.#idle = clock.after(idleMs, () => {
      this.#warm = undefined
      end(warm.child)
    })
  }

  #ask({ child, treeDir }: Warm, signal: AbortSignal, request: TestRequest): Promise<TestAnswer> {
    let errors = ''
    const onErrors = (chunk: Buffer) => {
      errors = `${errors}${chunk}`.slice(-longestErrors)
    }
    const { promise, resolve, reject } = Promise.withResolvers<TestAnswer>()
    const failed = (why: string) =>
      reject(notRun(treeDir, `Vitest ended before the tests did: ${why}\n${errors}`))
    const onMessage = (answer: TestAnswer | RunningAnswer) => {
      if ('id' in answer && answer.id === request.id) resolve(answer)
    }
    const onExit = (code: number | null, ending: string | null) =>
      ending === null ? failed(`exit code ${code}.`) : reject(killed(treeDir, ending, errors))
    const { clock, idleMs } = this.#options
    let patience: Disposable | undefined
    // A Vitest that ends its run by itself is there for the next one.
    const onAbort = () => {
      if (idleMs === 0) return failed('cancelled.')
      patience = clock.after(cancelMs, () => failed('cancelled.'))
      child.send({ cancel: request.id } satisfies CancelRequest, () => {}) // gone: its exit says so
    }
    child.on('message', onMessage)
    child.once('exit', onExit)
    child.stderr?.on('data', onErrors)
    signal.addEventListener('abort', onAbort, { once: true })
    const timer = clock.after(timeoutMs, () => failed(`no end after ${timeoutMs} ms.`))
    child.send(request, (error) => error && failed(error.message))
    if (signal.aborted) onAbort()
    return promise.finally(() => {
      timer[Symbol.dispose]()
      patience?.[Symbol.dispose]()
      child.off('message', onMessage)
      child.off('exit', onExit)
      child.stderr?.off('data', onErrors)
      signal.removeEventListener('abort', onAbort)
    })
  }
}

function notRun(treeDir: string, words: string): GitopsError {
  return new GitopsError('tests-not-run', toolWords(treeDir, words))
}

function killed(treeDir: string, signal: string, errors = ''): GitopsError {
  const words = toolWords(treeDir, `The tests were ended by ${signal}.\n${errors}`)
  return new GitopsError('tests-killed', words, {
    hint: 'Push again. Should it happen each time, look for what ends them: most often the machine has no memory left.',
  })
}

function isKilled(error: unknown): error is GitopsError {
  return error instanceof GitopsError && error.code === 'tests-killed'
}

function sourcesOf({ app, libraries }: CheckTarget): string[] {
  return [app.dir, ...libraries].map((dir) => `${dir}/src`)
}

function end({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null && signalCode === null) signalGroup(pid, 'SIGKILL')
}

async function ended(child: ChildProcess): Promise<void> {
  const { pid } = child
  if (pid === undefined) return
  await new Promise((resolve) => child.once('exit', resolve))
  await endGroup(pid)
}
