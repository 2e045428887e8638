import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Files } from '@gitops-example/kit/git/tree-files'

/** What each app's last green run of tests saw, on disk: so a Vitest that is new need not run everything either. */
export class GreenFiles {
  readonly #dir: string

  constructor(dir: string) {
    this.#dir = dir
  }

  read(app: string): Files | undefined {
    try {
      return new Map(JSON.parse(readFileSync(this.#path(app), 'utf8')) as [string, string][])
    } catch {
      return undefined // never green, or cut short by a kill: then everything runs
    }
  }

  write(app: string, files: Files): void {
    mkdirSync(dirname(this.#path(app)), { recursive: true })
    writeFileSync(this.#path(app), JSON.stringify([...files]))
  }

  #path(app: string): string {
    return join(this.#dir, `${app}.json`)
  }
}
