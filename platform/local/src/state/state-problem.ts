import { accessSync, constants, lstatSync, type Stats, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import type { StatePaths } from './state-paths.ts'

/** What a first start writes: the database, images, the work of delivery. */
const neededMb = 200

/** Why nothing can be kept in the state folder of a checkout, with what to do; undefined where it can. */
export function stateProblem(
  paths: Pick<StatePaths, 'root' | 'state' | 'run' | 'logs'>,
): GitopsError | undefined {
  for (const path of [paths.state, paths.run, paths.logs]) {
    const stat = lstatSync(path, { throwIfNoEntry: false })
    const isLink = path === paths.state && stat?.isSymbolicLink()
    if (stat !== undefined && !stat.isDirectory() && !isLink) return inTheWay(path)
    const place = stat === undefined ? dirname(path) : path
    const refused = whyNotWritable(place)
    if (refused !== undefined) return refused
    if (stat === undefined) break // nothing is below it
  }
  const free = freeMb(paths.root)
  return free !== undefined && free < neededMb ? fullDisk(paths.state, Math.floor(free)) : undefined
}

/** What an ordinary user may still write where `path` is; undefined where that is not known, or nothing is there. */
export function freeMb(path: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(path)
    return (bavail * bsize) / 1024 ** 2
  } catch {
    return undefined
  }
}

function inTheWay(path: string): GitopsError {
  return new GitopsError('state-in-the-way', `Cannot keep state in ${path}: it is not a folder.`, {
    hint: `Move it away: mv ${path} ${path}.old.`,
  })
}

function whyNotWritable(path: string): GitopsError | undefined {
  try {
    accessSync(path, constants.W_OK | constants.X_OK)
    return undefined
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    const why = code === 'EROFS' ? 'it is on a read-only file system' : `it ${ownerOf(lstatSync(path))}`
    return new GitopsError('state-not-writable', `Cannot write into ${path}: ${why}.`, {
      hint: 'Run it in a clone of your own, or give the folder to the user that runs it.',
      cause: error,
    })
  }
}

function ownerOf({ uid, mode }: Stats): string {
  const rights = (mode & 0o777).toString(8)
  const me = process.getuid?.()
  return uid === me
    ? `is yours, with mode ${rights}`
    : `belongs to user ${uid}, with mode ${rights}, and this is user ${me}`
}

function fullDisk(path: string, free: number): GitopsError {
  return new GitopsError(
    'disk-full',
    `Cannot keep state in ${path}: ${free} MB are free there, and a start may write ${neededMb} MB.`,
    { hint: 'Free some space; gitops reset removes what earlier runs have kept, with its rows and commits.' },
  )
}
