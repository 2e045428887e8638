import { GitopsError } from '@gitops-example/kit/errors'
import type { Git } from '@gitops-example/kit/git/git'
import { listCommits } from './listed-commits.ts'
import { machineHead } from './machine-head.ts'
import type { PushState } from './plan-push.ts'

/** The repository and the branch that commits are pushed to. */
export interface PushTarget {
  /** A checkout. */
  git: Git
  /** The bare repository of this machine. */
  originDir: string
  branch: string
  /** What the checkout calls the bare repository; its remote-tracking branch is kept up to date. */
  remote: string
}

export interface CheckedOut extends PushState {
  /** The commit that HEAD is. */
  head: string
  /** The branch that is checked out; undefined for a detached HEAD. */
  source: string | undefined
  /** Whether git keeps a log of what HEAD was, without which nothing is known of earlier commits. */
  hasReflog: boolean
}

/** Looks at HEAD and at the branch; two git processes side by side where the branch only has what HEAD has. */
export async function readPushState(target: PushTarget): Promise<CheckedOut> {
  const { git, originDir, branch } = target
  const machine = await machineHead(originDir, branch)
  const [{ head, source }, apart] = await Promise.all([
    readHead(git),
    machine === undefined ? undefined : countApart(git, 'HEAD', machine),
  ])
  const isSame = apart?.ahead === 0 && apart.behind === 0
  if (isSame && head !== machine) return await readPushState(target) // HEAD moved between the two
  const state = { head, source, machine, ahead: apart?.ahead ?? 0, behind: [], unseen: [], hasReflog: true }
  if (machine === undefined || apart?.behind === 0) return state
  if (apart === undefined) await fetchBranch(target)
  const [{ ahead = 0 } = {}, behind, entries] = await Promise.all([
    countApart(git, head, machine),
    listCommits(git, [machine, `^${head}`]),
    reflogEntries(git),
  ])
  const unseen = await listCommits(git, [machine, `^${head}`, ...entries.map((entry) => `^${entry}`)])
  return { ...state, ahead, behind, unseen, hasReflog: entries.length > 0 }
}

/** Brings the branch, and what it leads to, into the checkout. */
export async function fetchBranch({ git, originDir, branch, remote }: PushTarget): Promise<void> {
  const refs = `+refs/heads/${branch}:refs/remotes/${remote}/${branch}`
  await git.run(['fetch', '--quiet', '--no-tags', originDir, refs])
}

async function readHead(git: Git): Promise<Pick<CheckedOut, 'head' | 'source'>> {
  const { exitCode, stdout } = await git.try(['rev-parse', 'HEAD', '--symbolic-full-name', 'HEAD'])
  const [head, ref = ''] = stdout.split('\n')
  if (exitCode !== 0 || head === undefined) {
    throw new GitopsError('no-commit', `Cannot push from ${git.dir}: it has no commit yet.`, {
      hint: 'Commit something (git add -A && git commit), then run gitops push again.',
    })
  }
  return { head, source: ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined }
}

/** How many commits only `left` and only `right` have; undefined when the checkout lacks one of them. */
async function countApart(
  git: Git,
  left: string,
  right: string,
): Promise<{ ahead: number; behind: number } | undefined> {
  const { exitCode, stdout } = await git.try([
    'rev-list',
    '--left-right',
    '--count',
    `${left}...${right}`,
    '--',
  ])
  if (exitCode !== 0) return undefined
  const [ahead, behind] = stdout.trim().split('\t').map(Number)
  return { ahead: ahead ?? 0, behind: behind ?? 0 }
}

/** What HEAD has been, as far as git keeps a log of it. */
async function reflogEntries(git: Git): Promise<string[]> {
  const { stdout } = await git.try(['reflog', 'show', '--format=%H', 'HEAD', '--'])
  return [...new Set(stdout.split('\n').filter(Boolean))]
}
