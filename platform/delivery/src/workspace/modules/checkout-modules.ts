import { lstatSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Lockfile, parseLockfile } from '@gitops-example/release/apps/lockfile/parse-lockfile'
import { fits, installedPaths } from './checkout-fits.ts'
import { type Platform, thisPlatform } from './platform-of.ts'

/** What npm wrote when it had installed everything. */
interface InstallRecord {
  stamp: string
  writtenAt: number
  installed: Lockfile
}

/** What a person has installed in a checkout, by npm's own record of it (docs.npmjs.com, "Hidden lockfiles"). */
export class CheckoutModules {
  /** The root of the checkout. */
  readonly dir: string
  readonly #platform: Platform = thisPlatform()
  #record: InstallRecord | undefined
  /** What the last lockfile asks for; undefined where the record says something else. */
  #last: { lockfile: Lockfile; record: InstallRecord; paths: ReadonlySet<string> | undefined } | undefined

  constructor(dir: string) {
    this.dir = dir
  }

  /**
   * Whether its `node_modules` have what npm would install for the lockfile. While npm replaces them they have not: `npm
   * ci` removes the record first and writes it last, and `npm install` makes the folders of new packages before it.
   */
  fit(lockfile: Lockfile): boolean {
    const record = this.#read()
    if (record === undefined) return false
    const { installed, writtenAt } = record
    const paths = this.#asked(lockfile, record)
    if (paths === undefined) return false
    return [...paths].every((path) => this.#isThere(path, installed.get(path)?.version, writtenAt))
  }

  #asked(lockfile: Lockfile, record: InstallRecord): ReadonlySet<string> | undefined {
    if (this.#last?.lockfile !== lockfile || this.#last.record !== record) {
      const paths = fits(lockfile, record.installed, this.#platform)
        ? installedPaths(lockfile, this.#platform)
        : undefined
      this.#last = { lockfile, record, paths }
    }
    return this.#last.paths
  }

  #read(): InstallRecord | undefined {
    const path = join(this.dir, 'node_modules', '.package-lock.json')
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat === undefined) return undefined
    const stamp = `${stat.ino} ${stat.mtimeMs} ${stat.size}`
    if (this.#record?.stamp !== stamp) {
      const installed = parseLockfile(readFileSync(path, 'utf8'))
      this.#record = installed && { stamp, writtenAt: stat.mtimeMs, installed }
    }
    return this.#record
  }

  /** A folder that is newer than the record, as in a copied checkout, has to say itself what it is. */
  #isThere(path: string, version: string | undefined, writtenAt: number): boolean {
    const dir = join(this.dir, path)
    const stat = lstatSync(dir, { throwIfNoEntry: false })
    if (stat === undefined) return false
    if (stat.isDirectory() && stat.mtimeMs <= writtenAt) return true
    try {
      const manifest: unknown = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'))
      const isObject = typeof manifest === 'object' && manifest !== null && 'version' in manifest
      return isObject && manifest.version === version
    } catch {
      return false // npm is just replacing it
    }
  }
}
