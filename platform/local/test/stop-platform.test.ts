import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { processStartTime } from '@gitops-example/kit/process/process-identity'
import { describe, expect, it } from 'vitest'
import { stopPlatform } from '../src/control/running-platform.ts'
import { takeInstanceLock } from '../src/state/instance-lock.ts'
import { makeDirectories } from '../src/state/make-directories.ts'
import { ownedProcesses } from '../src/state/owned-processes.ts'
import { type StatePaths, statePaths } from '../src/state/state-paths.ts'
import { TemporaryDirectory } from './temporary-directory.ts'

const source = (path: string) => JSON.stringify(fileURLToPath(new URL(`../src/${path}`, import.meta.url)))

/** The process of a platform, as far as stopping it is concerned: it holds the lock and may serve. */
class Running implements AsyncDisposable {
  readonly pid: number
  readonly #child: ChildProcess

  private constructor(child: ChildProcess) {
    this.#child = child
    this.pid = child.pid ?? -1
  }

  static async begin(paths: StatePaths, program: string): Promise<Running> {
    const script = `
      import { takeInstanceLock } from ${source('state/instance-lock.ts')}
      import { startControlServer } from ${source('control/control-server.ts')}
      const runDir = ${JSON.stringify(paths.run)}
      const lock = await takeInstanceLock(runDir)
      const serve = (onStop) => startControlServer({ runDir, preferredPort: 0, onStop })
      setInterval(() => {}, 1000)
      ${program}
      console.log('ready')`
    const argv = ['--input-type=module', '--eval', script]
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
    return new Running(child)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await ended
  }
}

const cases = [
  {
    name: 'one that is asked over its control server',
    program: 'await serve(() => process.exit())',
    want: 'stopped',
  },
  { name: 'one that is still starting and serves nobody', program: '', want: 'stopped' },
  {
    name: 'one that serves and holds no lock',
    program: 'await lock[Symbol.asyncDispose]()\nawait serve(() => process.exit())',
    want: 'stopped',
  },
  {
    name: 'one that says yes and does nothing',
    program: "await serve(() => {})\nprocess.on('SIGTERM', () => {})",
    want: 'killed',
  },
  {
    name: 'one that is busy and answers nobody',
    program: "await serve(() => {})\nprocess.on('SIGTERM', () => {})\nsetTimeout(() => { for (;;); }, 50)",
    want: 'killed',
  },
]

describe('stopping the platform', () => {
  it.each(cases)('ends $name', async ({ program, want }) => {
    using directory = new TemporaryDirectory()
    const paths = statePaths(directory.path)
    makeDirectories(paths)
    await using running = await Running.begin(paths, program)
    expect(await stopPlatform(directory.path, want === 'killed' ? 400 : 30_000)).toBe(want)
    expect(processStartTime(running.pid)).toBeUndefined()
    // And the next start has the checkout for itself
    await using _ = await takeInstanceLock(paths.run)
  })

  it('leaves to a start that is under way what it has started, and ends what nobody has the lock for', async () => {
    using directory = new TemporaryDirectory()
    const paths = statePaths(directory.path)
    makeDirectories(paths)
    const begun = `
      const { processLedger } = await import(${source('control/running-platform.ts')})
      const { spawnOwned } = await import('@gitops-example/kit/process/spawn-owned')
      const { writeFileSync } = await import('node:fs')
      const ledger = processLedger(runDir)
      const { ownFromNow } = await import(${source('state/owned-processes.ts')})
      const { spawn } = await import('node:child_process')
      ownFromNow(runDir)
      spawn('sleep', ['300'], { detached: true, stdio: 'ignore' })
      const child = spawnOwned({ argv: ['sleep', '300'], cwd: '/', env: {}, what: 'sleep', ledger })
      process.on('SIGTERM', () => {
        writeFileSync(${JSON.stringify(directory.path)} + '/seen', String(child.exitCode ?? child.signalCode))
        process.exit()
      })`
    await using _ = await Running.begin(paths, begun)
    expect(await stopPlatform(directory.path)).toBe('stopped')
    expect(readFileSync(join(directory.path, 'seen'), 'utf8')).toBe('null')
    expect(ownedProcesses(paths.run)).toHaveLength(1)
    expect(await stopPlatform(directory.path)).toBe('cleaned')
    expect(ownedProcesses(paths.run)).toEqual([])
    expect(await stopPlatform(directory.path)).toBe('not-running')
  })

  it('has nothing to do where nothing runs', async () => {
    using directory = new TemporaryDirectory()
    expect(await stopPlatform(directory.path)).toBe('not-running')
  })
})

it('a second start on one checkout names the process of the first and the next move', async () => {
  using directory = new TemporaryDirectory()
  const paths = statePaths(directory.path)
  makeDirectories(paths)
  await using first = await Running.begin(paths, '')
  await expect(takeInstanceLock(paths.run)).rejects.toMatchObject({
    code: 'already-running',
    message: `The platform is already running (pid ${first.pid}).`,
    hint: expect.stringContaining('gitops down stops it'),
  })
})
