import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '@gitops-example/kit/clock'
import { tryLockFile, withLockFile } from '@gitops-example/kit/files/lock-file'
import { removeTree } from '@gitops-example/kit/files/remove-tree'

/** Fills an empty folder. Rejects, with nothing of it running any more, when `signal` is aborted. */
export type Install = (dir: string, signal: AbortSignal) => Promise<void>

interface Running {
  done: Promise<void>
  abort: AbortController
  /** How many wait for it. */
  askers: number
}

/** Longer than any install. */
const patienceMs = 900_000
/** How many folders stay beside the one in use: who goes back to an earlier lockfile waits for nothing. */
const othersKept = 1

/** Installed modules by lockfile: one install for each, whoever asks for it, in this process or in another. */
export class ModuleStore {
  readonly #directory: string
  readonly #running = new Map<string, Running>()

  /** `directory` has one folder for each lockfile, and is kept between runs. */
  constructor(directory: string) {
    this.#directory = directory
  }

  /**
   * The folder of `name`, filled by `install` unless it is there. An asker whose `signal` is aborted waits no longer; the
   * install goes on as long as anybody waits for it, whoever began it.
   */
  async folder(name: string, install: Install, signal?: AbortSignal): Promise<string> {
    const dir = join(this.#directory, name)
    if (!existsSync(dir)) await this.#share(name, install, signal)
    const now = new Date(systemClock.now())
    await utimes(dir, now, now)
    return dir
  }

  async #share(name: string, install: Install, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    const running = this.#running.get(name) ?? this.#begin(name, install)
    running.askers++
    const gone = Promise.withResolvers<never>()
    const onAbort = () => gone.reject(signal?.reason)
    signal?.addEventListener('abort', onAbort, { once: true })
    try {
      await Promise.race([running.done, gone.promise])
    } finally {
      signal?.removeEventListener('abort', onAbort)
      running.askers--
      if (running.askers === 0) {
        // Whoever asks from now on begins another one, which waits until this one has ended.
        if (this.#running.get(name) === running) this.#running.delete(name)
        running.abort.abort()
      }
    }
  }

  #begin(name: string, install: Install): Running {
    const abort = new AbortController()
    const done = this.#install(name, install, abort.signal)
    done.catch(() => {}) // every asker is told; after the last one has gone nobody is
    const running: Running = { done, abort, askers: 0 }
    this.#running.set(name, running)
    return running
  }

  async #install(name: string, install: Install, signal: AbortSignal): Promise<void> {
    const dir = join(this.#directory, name)
    const partial = `${dir}.partial`
    const work = async () => {
      signal.throwIfAborted()
      if (existsSync(dir)) return
      await removeTree(partial)
      await mkdir(partial, { recursive: true })
      try {
        await install(partial, signal)
        await rename(partial, dir)
      } catch (error) {
        await removeTree(partial)
        throw error
      }
    }
    await withLockFile(`${dir}.lock`, systemClock, work, patienceMs)
  }

  /** Removes what killed runs have left, and every folder but `inUse` and the one that was used last beside it. */
  async prune(inUse?: string): Promise<void> {
    const names = await readdir(this.#directory).catch(() => [])
    const partial = names.filter((name) => name.endsWith('.partial'))
    const whole = names.filter((name) => !name.includes('.'))
    const others = await Promise.all(
      whole
        .filter((name) => name !== inUse)
        .map(async (name) => ({ name, usedAt: (await stat(join(this.#directory, name))).mtimeMs })),
    )
    others.sort((left, right) => right.usedAt - left.usedAt)
    const old = others.slice(othersKept).map(({ name }) => name)
    for (const name of [...partial, ...old]) await this.#remove(name)
  }

  /** Unless it is just being installed. */
  async #remove(name: string): Promise<void> {
    const dir = join(this.#directory, name.replace(/\.partial$/, ''))
    const { lock } = await tryLockFile(`${dir}.lock`)
    if (lock === undefined) return
    await using _ = lock
    // A removal that is cut off must not leave what looks like a whole folder.
    if (!name.endsWith('.partial')) await rename(dir, `${dir}.partial`)
    await removeTree(`${dir}.partial`)
  }
}
