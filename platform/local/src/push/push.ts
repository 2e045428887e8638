import { systemClock } from '@gitops-example/kit/clock'
import { gitIn } from '@gitops-example/kit/git/git'
import type { ListedCommit } from './listed-commits.ts'
import { machineHead } from './machine-head.ts'
import { type PushPlan, planPush } from './plan-push.ts'
import { notYours, overtaken, pushFailed } from './push-errors.ts'
import { type CheckedOut, fetchBranch, type PushTarget, readPushState } from './read-push-state.ts'

export interface Pushed {
  kind: Exclude<PushPlan['kind'], 'nothing' | 'refuse'>
  commit: string
  /** Milliseconds since the Unix epoch at which `git push` was started. */
  startedAt: number
  /** What the branch pointed to; undefined when there was no branch. */
  from: string | undefined
  /** The commits that the branch had and lacks now, newest first. */
  left: readonly ListedCommit[]
  /** Number of files that are not part of the commit. */
  uncommitted: number
}

export interface NothingPushed {
  kind: 'nothing'
  commit: string
  /** Commits that the branch has on top of HEAD, and that this checkout has never had. */
  theirs: readonly ListedCommit[]
  uncommitted: number
}

/** What a push is about to do. */
export type ComingPush = Pick<CheckedOut, 'head' | 'source' | 'machine' | 'ahead'> &
  Pick<Pushed, 'kind' | 'left'>

export interface PushOptions extends PushTarget {
  /** Called before something is pushed, again when the branch has moved in the meantime. */
  onPlan?: (coming: ComingPush) => void
}

const attempts = 5

/**
 * Pushes HEAD as it is to the branch of this machine, wherever that points, if no commit of somebody else is lost by
 * it. Throws `not-yours` where one would be.
 */
export async function pushHead(options: PushOptions): Promise<Pushed | NothingPushed> {
  const counting = countUncommitted(options)
  counting.catch(() => {}) // awaited below; what fails first is thrown first
  for (let attempt = 1; ; attempt++) {
    const state = await readPushState(options)
    const { head, source, machine, ahead } = state
    const plan = planPush(state)
    if (plan.kind === 'nothing') {
      if (plan.theirs.length > 0) await fetchBranch(options)
      return { kind: 'nothing', commit: head, theirs: plan.theirs, uncommitted: await counting }
    }
    if (plan.kind === 'refuse') {
      await fetchBranch(options)
      throw notYours(options, state, plan.theirs)
    }
    const { kind } = plan
    const left = 'left' in plan ? plan.left : []
    options.onPlan?.({ kind, head, source, machine, ahead, left })
    const startedAt = systemClock.now()
    const failure = await push(options, head, left.length > 0 ? machine : undefined)
    if (failure === undefined) {
      return { kind, commit: head, startedAt, from: machine, left, uncommitted: await counting }
    }
    const hasMoved = (await machineHead(options.originDir, options.branch)) !== machine
    if (!hasMoved && !failure.includes('cannot lock ref')) throw pushFailed(options, failure)
    if (attempt === attempts) throw overtaken(options, attempts, failure)
  }
}

/**
 * Returns what git says when it fails. The machine's repository gets a name for this one process, so that neither the
 * configuration of the checkout's remotes nor a push URL leads elsewhere.
 */
async function push(
  { git, originDir, branch, remote }: PushTarget,
  commit: string,
  leaving: string | undefined,
): Promise<string | undefined> {
  const name = 'gitops-machine'
  const ref = `refs/heads/${branch}`
  // The caller follows the delivery itself, so the hook does not. Git's words are shown and read in English.
  const silent = gitIn(git.dir, { GITOPS_FOLLOW: 'off', LC_ALL: 'C' }, { hooks: 'user' })
  const { exitCode, stderr } = await silent.try([
    ...['-c', `remote.${name}.url=${originDir}`],
    ...['-c', `remote.${name}.fetch=+refs/heads/*:refs/remotes/${remote}/*`],
    ...['push', '--quiet', '--no-signed', '--no-follow-tags'],
    ...(leaving === undefined ? [] : [`--force-with-lease=${ref}:${leaving}`]),
    ...[name, `${commit}:${ref}`],
  ])
  return exitCode === 0 ? undefined : stderr.trim()
}

async function countUncommitted({ git }: PushTarget): Promise<number> {
  const output = await git.run(['--no-optional-locks', 'status', '--porcelain', '--untracked-files=all'])
  return output.split('\n').filter(Boolean).length
}
