import { systemClock } from '@gitops-example/kit/clock'
import { GitopsError } from '@gitops-example/kit/errors'
import { type Git, gitIn, platformIdentity } from '@gitops-example/kit/git/git'
import type { Settings } from '../state/settings.ts'

export interface Pushed {
  commit: string
  /** Milliseconds since the Unix epoch at which `git push` was started. */
  startedAt: number
  /** Whether HEAD was rebased onto commits of the remote first. */
  rebased: boolean
  /** Number of paths that are not part of the commit. */
  dirtyPaths: number
}

export interface PushOptions {
  /** A checkout that has the remote. */
  git: Git
  settings: Settings
}

const attempts = 5

/**
 * Pushes HEAD to the branch that is delivered. Each delivery adds a commit of the platform (the new tags) there, so
 * HEAD is rebased onto it first. Undefined when there is nothing to push.
 */
export async function pushHead({ git, settings }: PushOptions): Promise<Pushed | undefined> {
  const { remote, branch } = settings
  const tracking = `refs/remotes/${remote}/${branch}`
  const dirtyPaths = (await git.run(['status', '--porcelain', '--untracked-files=no']))
    .split('\n')
    .filter(Boolean).length
  let rebased = false
  for (let attempt = 1; ; attempt++) {
    await git.run(['fetch', '--quiet', '--no-tags', remote, `+refs/heads/${branch}:${tracking}`])
    if (!(await isAncestor(git, tracking, 'HEAD'))) {
      if (await isAncestor(git, 'HEAD', tracking)) return undefined
      await rebase(git, tracking, branch)
      rebased = true
    }
    const commit = await git.run(['rev-parse', 'HEAD'])
    if (commit === (await git.run(['rev-parse', tracking]))) return undefined
    const startedAt = systemClock.now()
    const push = await silent(git).try(['push', '--quiet', remote, `HEAD:refs/heads/${branch}`])
    if (push.exitCode === 0) return { commit, startedAt, rebased, dirtyPaths }
    if (!/rejected|cannot lock ref/.test(push.stderr) || attempt === attempts) {
      throw new GitopsError('push-failed', `git push ${remote} HEAD:${branch} failed:\n${push.stderr.trim()}`)
    }
  }
}

async function rebase(git: Git, onto: string, branch: string): Promise<void> {
  const result = await gitIn(git.dir, await committer(git)).try(['rebase', '--quiet', '--autostash', onto])
  if (result.exitCode === 0) return
  await git.try(['rebase', '--abort'])
  throw new GitopsError(
    'rebase-conflict',
    `Cannot rebase your commits onto ${branch}, which is deployed:\n${`${result.stdout}\n${result.stderr}`.trim()}`,
    { hint: `Nothing was changed. Resolve it with: git rebase ${onto.replace('refs/remotes/', '')}` },
  )
}

/** A rebase writes commits, which needs a committer; authors are kept. */
async function committer(git: Git): Promise<Record<string, string>> {
  const configured = await git.try(['config', 'user.email'])
  if (configured.exitCode === 0) return {}
  const { GIT_COMMITTER_NAME, GIT_COMMITTER_EMAIL } = platformIdentity
  return { GIT_COMMITTER_NAME, GIT_COMMITTER_EMAIL }
}

async function isAncestor(git: Git, ancestor: string, descendant: string): Promise<boolean> {
  return (await git.try(['merge-base', '--is-ancestor', ancestor, descendant])).exitCode === 0
}

/** The caller follows the delivery itself, so the hook does not. */
function silent(git: Git): Git {
  return gitIn(git.dir, { GITOPS_FOLLOW: 'off' })
}
