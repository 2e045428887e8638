import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { baseEnv, type ExecResult, tryExec } from '@gitops-example/kit/process/exec'
import type { PlatformStatus } from '@gitops-example/local/control/platform-status'
import { runningPlatform } from '@gitops-example/local/control/running-platform'
import type { DeliveryRun } from '@gitops-example/local/run/delivery-run'
import type { Checkout } from './checkout.ts'
import { get, type Response } from './http.ts'

export interface UpOptions {
  /** What a person types; `gitops up` by default. */
  argv?: readonly [string, ...string[]]
  env?: Record<string, string>
  /** User and group to run as. */
  uid?: number
  gid?: number
}

/** Longer than anybody would wait after Ctrl-C. */
const endLimitMs = 120_000

/** A platform that runs in a checkout, as in the foreground of a terminal. */
export class Platform implements AsyncDisposable {
  static readonly #running = new Set<Platform>()
  readonly checkout: Checkout
  readonly #child: ChildProcess
  readonly #options: UpOptions
  #output = ''
  #closed = false
  #wake = () => {}

  private constructor(checkout: Checkout, options: UpOptions) {
    this.checkout = checkout
    this.#options = options
    const [file, ...args] = options.argv ?? gitops(checkout, 'up')
    this.#child = spawn(file, args, {
      cwd: checkout.dir,
      env: this.#env(),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...this.#user(),
    })
    const { stdout, stderr } = this.#child
    for (const stream of [stdout, stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text
        this.#wake()
      })
    }
    Platform.#running.add(this)
    this.#child.on('close', () => {
      Platform.#running.delete(this)
      this.#closed = true
      this.#wake()
    })
  }

  /** Resolves when it has printed that it is ready; throws with its output when it ends first. */
  static async up(checkout: Checkout, options: UpOptions = {}): Promise<Platform> {
    const platform = Platform.begin(checkout, options)
    await platform.printed(/Ctrl-C stops everything/)
    return platform
  }

  /** The same, without waiting. */
  static begin(checkout: Checkout, options: UpOptions = {}): Platform {
    return new Platform(checkout, options)
  }

  /** Interrupts every platform that runs at this moment. */
  static async interruptAll(): Promise<void> {
    await Promise.allSettled([...Platform.#running].map((platform) => platform.interrupt()))
  }

  /** Ends what a test that ran out of time has left, with its directory. */
  static async endAll(): Promise<void> {
    for (const platform of [...Platform.#running]) {
      await platform[Symbol.asyncDispose]()
      platform.checkout[Symbol.dispose]()
    }
  }

  /** Everything that it has printed. */
  get output(): string {
    return this.#output
  }

  get hasEnded(): boolean {
    return this.#closed
  }

  get pid(): number {
    return this.#child.pid ?? -1
  }

  /** Resolves when the output matches. */
  async printed(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.#output)) {
      if (this.#closed) throw new Error(`It ended before it printed ${pattern}:\n${this.#output}`)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  /** Runs `gitops ARGS` as another terminal would. */
  gitops(...args: string[]): Promise<ExecResult> {
    return this.gitopsIn('.', ...args)
  }

  /** The same in a folder of the checkout. */
  gitopsIn(folder: string, ...args: string[]): Promise<ExecResult> {
    return tryExec(gitops(this.checkout, ...args), {
      cwd: join(this.checkout.dir, folder),
      env: this.#env(),
      timeoutMs: 300_000,
      ...this.#user(),
    })
  }

  /** Runs `gitops push --json` and returns how the delivery ended. */
  async push(): Promise<DeliveryRun> {
    const { stdout, stderr } = await this.gitops('push', '--json')
    try {
      return JSON.parse(stdout) as DeliveryRun
    } catch {
      throw new Error(`gitops push printed:\n${stdout}\n${stderr}`)
    }
  }

  /** Pushes what has to go live; throws with the reason when it does not. */
  async pushLive(): Promise<DeliveryRun> {
    const run = await this.push()
    if (run.state !== 'live') throw new Error(`${run.subject}: ${run.state}, ${run.reason}\n${this.#output}`)
    return run
  }

  /** What `gitops status --json` shows, without a process for each call. */
  async status(): Promise<PlatformStatus> {
    return await runningPlatform(this.checkout.dir).status()
  }

  async application(name: string) {
    const { applications } = await this.status()
    return applications.find((application) => application.name === name)
  }

  /** The address of a page on its `*.localhost` name. */
  async page(name: string): Promise<URL> {
    const { pages } = await this.status()
    const found = pages.find((page) => page.name === name && page.url.includes('.localhost'))
    if (found === undefined) throw new Error(`No page ${name} in ${JSON.stringify(pages)}`)
    return new URL(found.url)
  }

  async get(name: string, path = '/'): Promise<Response> {
    return await get(new URL(path, await this.page(name)))
  }

  async kubectl(...args: string[]): Promise<ExecResult> {
    const env = { ...this.#env(), KUBECONFIG: join(this.checkout.dir, '.gitops', 'kubeconfig') }
    return await tryExec(['kubectl', ...args], { env, timeoutMs: 180_000 })
  }

  /** Resolves when `check` holds; checks again after each answer, and gives up after `limitMs`. */
  async until<T>(what: string, check: () => Promise<T | undefined | false>, limitMs = 180_000): Promise<T> {
    const deadline = Date.now() + limitMs
    for (;;) {
      const result = await check()
      if (result !== undefined && result !== false) return result
      if (Date.now() > deadline) {
        const status = await this.gitops('status')
        throw new Error(`Not within ${limitMs} ms: ${what}\n${status.stdout}${status.stderr}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  /** As Ctrl-C in its terminal; resolves with the exit code when it has ended. */
  async interrupt(): Promise<number> {
    return await this.#end('SIGINT')
  }

  /** As kill -9. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.#end('SIGINT')
    } finally {
      await this.#end('SIGKILL')
      await this.gitops('reset')
    }
  }

  async #end(signal: NodeJS.Signals): Promise<number> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = once(this.#child, 'exit', { signal: AbortSignal.timeout(endLimitMs) })
      process.kill(-this.pid, signal)
      await exited.catch((error) => {
        throw new Error(`It has not ended ${endLimitMs} ms after ${signal}:\n${this.#output}`, {
          cause: error,
        })
      })
    }
    return this.#child.exitCode ?? -1
  }

  #env(): Record<string, string> {
    return { ...baseEnv(), GIT_CONFIG_GLOBAL: '/dev/null', NO_COLOR: '1', ...this.#options.env }
  }

  #user(): { uid?: number; gid?: number } {
    const { uid, gid } = this.#options
    return { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) }
  }
}

function gitops(checkout: Checkout, ...args: string[]): [string, ...string[]] {
  return [process.execPath, join(checkout.dir, 'platform', 'cli', 'bin', 'gitops.mjs'), ...args]
}
