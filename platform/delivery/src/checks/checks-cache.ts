import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CheckStep } from './check.ts'

/** Which contents have passed which checks, on disk: an empty file for each. Red results are not kept. */
export class ChecksCache {
  readonly #dir: string

  constructor(dir: string) {
    this.#dir = dir
  }

  /** `content` is a fingerprint of all that the check looks at, its tools included. */
  has(content: string, step: CheckStep): boolean {
    return existsSync(join(this.#dir, `${content}-${step}`))
  }

  async add(content: string, step: CheckStep): Promise<void> {
    await mkdir(this.#dir, { recursive: true })
    await writeFile(join(this.#dir, `${content}-${step}`), '')
  }
}
