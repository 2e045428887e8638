import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

/** Bundles the app in a folder as its image holds it, outside of the checkout so that no node_modules is near. */
export async function buildApp(appDir: string): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'app-'))
  const remove = () => rm(path, { recursive: true, force: true })
  try {
    await promisify(execFile)(process.execPath, [join(appDir, 'build.ts'), join(path, 'app')])
  } catch (error) {
    await remove()
    throw error
  }
  return { path: join(path, 'app'), [Symbol.asyncDispose]: remove }
}

export interface RunningApp extends AsyncDisposable {
  readonly url: string
  readonly logs: readonly string[]
  kill(signal: NodeJS.Signals): void
  /** The exit code, or the signal that ended the process. */
  readonly exited: Promise<number | NodeJS.Signals | null>
}

/** Starts a bundle on a port that the system chooses; resolves when it listens. */
export async function runApp(bundle: string, env: Record<string, string>): Promise<RunningApp> {
  const child = spawn(process.execPath, [join(bundle, 'main.js')], {
    env: { PORT: '0', POD_NAME: 'test', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = exitOf(child)
  const logs: string[] = []
  const listening = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        logs.push(line)
        const address = /Server listening at (http:[^"]+)/.exec(line)?.[1]
        if (address) resolve(address)
      })
    }
  })
  const failed = exited.then((exit) => {
    throw new Error(`The app ended with ${exit} before it listened:\n${logs.join('\n')}`)
  })
  return {
    url: await Promise.race([listening, failed]),
    logs,
    kill: (signal) => void child.kill(signal),
    exited,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** Runs a script of a bundle that is expected to end by itself. */
export async function runToEnd(
  bundle: string,
  script: string,
  env: Record<string, string>,
): Promise<{ exit: number | NodeJS.Signals | null; output: string }> {
  const child = spawn(process.execPath, [join(bundle, script)], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
    })
  }
  return { exit: await exitOf(child), output }
}

async function exitOf(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  const [code, signal] = await once(child, 'close')
  return code ?? signal
}
