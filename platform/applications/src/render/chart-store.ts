import { createHash } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { SourceFile } from '../git/read-files.ts'
import type { Repository } from '../git/repository.ts'

/** How many source directories stay on disk when nobody reads them. */
const keptDirectories = 64

/**
 * Source directories on disk for helm to read, by their content: a chart that a commit does not touch is written
 * once, whatever the number of commits and Applications.
 */
export class ChartStore {
  readonly #dir: string
  #writing = new Map<string, Promise<string>>()
  #readers = new Map<string, number>()

  constructor(workDir: string) {
    this.#dir = join(workDir, 'charts')
  }

  /** Calls `read` with a directory that holds these files at their own paths. */
  async with<T>(
    repository: Repository,
    files: readonly SourceFile[],
    read: (dir: string) => Promise<T>,
  ): Promise<T> {
    const key = contentKey(files)
    this.#readers.set(key, (this.#readers.get(key) ?? 0) + 1)
    try {
      const writing = this.#writing.get(key) ?? this.#write(key, repository, files)
      this.#writing.delete(key) // and back at the end: the most recently used
      this.#writing.set(key, writing)
      return await read(await writing)
    } finally {
      const left = (this.#readers.get(key) ?? 1) - 1
      if (left > 0) this.#readers.set(key, left)
      else this.#readers.delete(key)
      await this.#removeOldest()
    }
  }

  async #write(key: string, repository: Repository, files: readonly SourceFile[]): Promise<string> {
    const dir = join(this.#dir, key)
    const partial = `${dir}.partial`
    try {
      await rm(partial, { recursive: true, force: true })
      for (const parent of new Set(files.map(({ path }) => dirname(path)))) {
        await mkdir(join(partial, parent), { recursive: true })
      }
      await Promise.all(
        files.map(async ({ path, id }) => writeFile(join(partial, path), await repository.blob(id))),
      )
      await rm(dir, { recursive: true, force: true })
      await rename(partial, dir)
      return dir
    } catch (error) {
      this.#writing.delete(key)
      throw error
    }
  }

  async #removeOldest(): Promise<void> {
    for (const key of this.#writing.keys()) {
      if (this.#writing.size <= keptDirectories) return
      if (this.#readers.has(key)) continue
      this.#writing.delete(key)
      await rm(join(this.#dir, key), { recursive: true, force: true })
    }
  }
}

/** The same text for the same files with the same content. */
export function contentKey(files: readonly SourceFile[]): string {
  const hash = createHash('sha256')
  for (const { path, id } of files) hash.update(`${path}\0${id}\n`)
  return hash.digest('hex').slice(0, 16)
}
