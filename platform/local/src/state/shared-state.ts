import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { systemClock } from '@gitops-example/kit/clock'
import { withLockFile } from '@gitops-example/kit/files/lock-file'
import { writeAtomically } from '@gitops-example/kit/files/write-atomically'
import { copyProgram, type Program } from './shared-programs.ts'
import type { StatePaths } from './state-paths.ts'

/** What the folder of one checkout says about itself. */
export interface SharedRecord {
  /** The root of the checkout. */
  checkout: string
  /** Names of the programs that it uses. */
  programs: readonly string[]
  /** When its rows may go, in milliseconds since the epoch; there once a start has found the checkout gone and said so. */
  removeAfter?: number
}

export type SharedPaths = Pick<StatePaths, 'root' | 'state' | 'shared' | 'programs'>

const recordName = 'checkout.json'
/** Of versions before programs were shared. */
const ownCopies = ['postgres-programs', 'runtime']

/** Copies the programs that this checkout needs, and says whose its folder is. Returns their folders, in order. */
export async function useShared(paths: SharedPaths, programs: readonly Program[]): Promise<string[]> {
  const copy = () => programs.map((program) => copyProgram(paths.programs, program))
  if (paths.shared === paths.state) return copy()
  return await locked(paths, async () => {
    const folders = copy()
    await writeRecord(paths.shared, {
      checkout: paths.root,
      programs: folders.map((folder) => basename(folder)),
    })
    for (const name of ownCopies) rmSync(join(paths.shared, name), { recursive: true, force: true })
    return folders
  })
}

/** Removes what the checkout has outside of it, its rows too. */
export async function removeShared(paths: SharedPaths): Promise<void> {
  if (paths.shared === paths.state) return
  await locked(paths, async () => {
    rmSync(paths.shared, { recursive: true, force: true })
    removeUnusedPrograms(paths)
  })
}

/** Runs `work` while no other start or removal on this machine looks at the folders of all checkouts. */
export function locked<T>(paths: SharedPaths, work: () => Promise<T>): Promise<T> {
  return withLockFile(join(dirname(paths.shared), '.lock'), systemClock, work, 120_000)
}

/** Removes programs that no checkout uses. Only for who has the lock. */
export function removeUnusedPrograms(paths: SharedPaths): void {
  const used = new Set(checkoutFolders(paths).flatMap((folder) => readRecord(folder)?.programs ?? []))
  for (const name of entries(paths.programs)) {
    if (!used.has(name)) rmSync(join(paths.programs, name), { recursive: true, force: true })
  }
}

/** The folder of each checkout of this machine that has one. */
export function checkoutFolders({ shared }: SharedPaths): string[] {
  const base = dirname(shared)
  return entries(base)
    .filter((name) => /^[0-9a-f]{12}$/.test(name))
    .map((name) => join(base, name))
}

/** Undefined for a folder of a version that wrote none. */
export function readRecord(folder: string): SharedRecord | undefined {
  try {
    const record: Partial<SharedRecord> = JSON.parse(readFileSync(join(folder, recordName), 'utf8'))
    const { checkout, programs, removeAfter } = record
    if (typeof checkout !== 'string' || !Array.isArray(programs)) return undefined
    return {
      checkout,
      programs: programs.map(String),
      ...(typeof removeAfter === 'number' ? { removeAfter } : {}),
    }
  } catch {
    return undefined
  }
}

export function writeRecord(folder: string, record: SharedRecord): Promise<void> {
  return writeAtomically(join(folder, recordName), `${JSON.stringify(record)}\n`)
}

function entries(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return [] // nothing was ever shared
  }
}
