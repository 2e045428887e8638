import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Clock, sleep } from '@gitops-example/kit/clock'
import { gitIn } from '@gitops-example/kit/git/git'

const lockedMs = 50
const longestLocks = 100

/**
 * The branch that a checkout is on; undefined for none, or while git is switching. Read it after the files: git writes
 * them under the lock of its index, and HEAD after both.
 */
export async function checkedOut(
  checkoutDir: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<string | undefined> {
  const git = gitIn(checkoutDir)
  const lock = resolve(checkoutDir, await git.run(['rev-parse', '--git-path', 'index.lock']))
  // Editors take it for moments too, which is no reason to leave an edit unchecked.
  for (let round = 0; existsSync(lock); round++) {
    if (round === longestLocks) return undefined
    await sleep(clock, lockedMs, signal)
  }
  const { exitCode, stdout } = await git.try(['symbolic-ref', '--quiet', 'HEAD'])
  return exitCode === 0 ? stdout.trim().replace(/^refs\/heads\//, '') : undefined
}
