import { createHash } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeAtomically } from '@gitops-example/kit/files/write-atomically'

/** Far more than are read at once; each is about a kilobyte. */
const keptFiles = 500

/** Values as files for helm: the same content is the same path, so that commands with it are the same. */
export class ValuesFolder {
  readonly dir: string
  /** By content, the one that was asked for last at the end. */
  #paths = new Map<string, Promise<string>>()
  #emptied: Promise<void> | undefined

  /** What an earlier run left in `dir` is removed at the first use. */
  constructor(dir: string) {
    this.dir = dir
  }

  async path(content: string | Uint8Array): Promise<string> {
    const hash = createHash('sha256').update(content).digest('hex')
    const path = this.#paths.get(hash) ?? this.#write(hash, content)
    this.#paths.delete(hash)
    this.#paths.set(hash, path)
    path.catch(() => this.#paths.delete(hash))
    for (const [oldest, old] of this.#paths) {
      if (this.#paths.size <= keptFiles) break
      this.#paths.delete(oldest)
      await rm(await old, { force: true })
    }
    return await path
  }

  async #write(hash: string, content: string | Uint8Array): Promise<string> {
    this.#emptied ??= rm(this.dir, { recursive: true, force: true }).then(async () => {
      await mkdir(this.dir, { recursive: true })
    })
    await this.#emptied
    const path = join(this.dir, `${hash}.yaml`)
    await writeAtomically(path, content)
    return path
  }
}
