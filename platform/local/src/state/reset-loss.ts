import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { gitIn } from '@gitops-example/kit/git/git'
import type { DatabaseRows } from '../database/count-rows.ts'
import { type ListedCommit, listCommits } from '../push/listed-commits.ts'
import { type StatePaths, statePaths } from './state-paths.ts'

/** What a reset deletes and nobody else has. */
export interface ResetLoss {
  /** Commits of people that no branch, tag or other remote of the checkout has, newest first. */
  commits: readonly ListedCommit[]
  /** How many commits the platform made: releases, rollbacks. */
  releases: number
  /** Rows by database; undefined when the database cannot be asked. */
  rows: readonly DatabaseRows[] | undefined
}

/** Reads what a reset of the checkout would delete; changes nothing. */
export async function resetLoss(root: string, remote: string): Promise<ResetLoss> {
  const paths = statePaths(root)
  const [made, rows] = await Promise.all([onlyOnMachine(paths, remote), rowsOf(paths)])
  const commits = made.filter(({ byPlatform }) => !byPlatform)
  return { commits, releases: made.length - commits.length, rows }
}

async function onlyOnMachine({ root, origin }: StatePaths, remote: string) {
  if (!existsSync(join(origin, 'HEAD'))) return []
  const machine = gitIn(origin, { GIT_DIR: origin })
  const heads = (await machine.run(['for-each-ref', '--format=%(objectname)', 'refs/heads'])).split('\n')
  const git = gitIn(root)
  const kept = await git.run(['for-each-ref', '--format=%(objectname) %(refname)'])
  const head = await git.try(['rev-parse', '--verify', '--quiet', 'HEAD'])
  const others = kept
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, name = '']) => !name.startsWith(`refs/remotes/${remote}/`))
    .map(([id = '']) => id)
  const excluded = [...others, head.stdout.trim()].filter((id) => id !== '').map((id) => `^${id}`)
  // The checkout may lack what others pushed here: for this one look it borrows the machine's objects.
  const both = gitIn(root, { GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(join(origin, 'objects')) })
  return await listCommits(both, [...heads.filter((id) => id !== ''), ...excluded])
}

async function rowsOf({ shared }: StatePaths): Promise<DatabaseRows[] | undefined> {
  const { countRows } = await import('../database/count-rows.ts')
  return await countRows(join(shared, 'postgres')).catch(() => undefined)
}
