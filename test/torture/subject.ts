import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { gitIn, platformIdentity } from '@gitops-example/kit/git/git'
import { Checkout } from '../e2e/harness/checkout.ts'
import { get } from '../e2e/harness/http.ts'
import { Platform } from '../e2e/harness/platform.ts'
import { mountDisk } from './disk.ts'

/** For a push that ends once it is stored. */
export const unfollowed = { ...platformIdentity, GITOPS_FOLLOW: 'off' }

const heading = 'dev/webapp/src/pages/home.tsx'

/** A platform under attack, and everything that it has acknowledged. */
export class Subject implements AsyncDisposable {
  readonly checkout: Checkout
  #platform: Platform
  /** Ids of the entries that the API said it has. */
  readonly entries: string[] = []
  /** Commits whose push succeeded. */
  readonly commits: string[] = []
  readonly #stack: AsyncDisposableStack
  #edits = 0

  private constructor(checkout: Checkout, platform: Platform, stack: AsyncDisposableStack) {
    this.checkout = checkout
    this.#platform = platform
    this.#stack = stack
  }

  /** With `diskMb`, its state is on a disk of its own of that many megabytes, which only root can make. */
  static async create(diskMb?: number): Promise<Subject> {
    await using stack = new AsyncDisposableStack()
    const checkout = stack.use(await Checkout.make())
    if (diskMb !== undefined) stack.use(await mountDisk(join(checkout.dir, '.gitops'), diskMb))
    const platform = await Platform.up(checkout)
    return new Subject(checkout, platform, stack.move())
  }

  get platform(): Platform {
    return this.#platform
  }

  get origin(): string {
    return join(this.checkout.dir, '.gitops', 'git', 'origin.git')
  }

  /** Starts the platform again where an attack has ended it. */
  async revive(): Promise<void> {
    if (this.#platform.hasEnded) this.#platform = await Platform.up(this.checkout)
  }

  /** Commits another heading; returns the commit. */
  async edit(subject: string): Promise<string> {
    this.#edits++
    const text = this.checkout.read(heading)
    this.checkout.write(heading, text.replace(/( \d+)?<\/h1>/, ` ${this.#edits}</h1>`))
    return await this.checkout.commit(subject)
  }

  /** Pushes what is committed; its delivery goes on. */
  async push(): Promise<void> {
    const head = await this.checkout.git.run(['rev-parse', 'HEAD'])
    await gitIn(this.checkout.dir, unfollowed).run(['push', '--quiet', 'local', 'HEAD:master'])
    this.commits.push(head)
  }

  /** Takes over what others have pushed. */
  async pull(): Promise<void> {
    await gitIn(this.checkout.dir, unfollowed).run(['pull', '--quiet', '--rebase', 'local', 'master'])
  }

  /** Adds entries on one connection after the other until stopped; those that fail are nobody's loss. */
  writeEntries(): { stop(): Promise<void> } {
    let stopped = false
    const writing = (async () => {
      const url = new URL('/entries', await this.#platform.page('api').catch(() => 'http://127.0.0.1:9'))
      while (!stopped) {
        await this.#addEntry(url).catch(() => undefined)
        await setTimeout(20)
      }
    })()
    return {
      stop: async () => {
        stopped = true
        await writing
      },
    }
  }

  async #addEntry(url: URL): Promise<void> {
    const body = JSON.stringify({ author: 'Torture', message: `Entry ${this.entries.length + 1}` })
    const headers = { 'content-type': 'application/json' }
    const { status, text } = await get(url, { method: 'POST', headers, body })
    if (status === 201) this.entries.push((JSON.parse(text) as { id: string }).id)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#platform.interrupt().catch(() => this.#platform.kill())
    await this.#stack.disposeAsync()
  }
}
