import type { Clock } from '@gitops-example/kit/clock'
import { GitopsError } from '@gitops-example/kit/errors'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import type { BranchOptions } from '@gitops-example/release/branch/change-branch'
import { type BranchMove, ownBranch } from '@gitops-example/release/branch/own-branch'
import { remoteBranch } from '@gitops-example/release/branch/remote-branch'
import { ensureReleasesBranch, keptReleases } from '@gitops-example/release/releases/ensure-releases-branch'
import { releasesBranch } from '@gitops-example/release/releases/releases-branch'

/**
 * Says on which branches the releases of a commit of the delivered branch land; `before` is where that branch was until
 * now.
 */
export type ReleaseTarget = (
  revision: string,
  before?: string,
) => Promise<Pick<BranchOptions, 'branch' | 'code'>>

export interface ReleaseTargetOptions {
  /** Where releases are pushed to: an address or path that git takes. */
  repository: string
  /** A repository on this machine that has every pushed commit. */
  gitDir: string
  /** Reads `gitDir`. */
  objects: GitObjects
  /** The branch that is delivered. */
  branch: string
  /** The folder below `ops/environments` whose releases these are. */
  environment: string
  clock: Clock
  /** A branch of `gitDir` was moved by a release: no hook runs for it. */
  onMoved?: (move: BranchMove) => void
  log: (line: string) => void
}

/** Where a repository is its own remote, its branch of releases is made when it is missing. */
export function releaseTarget(options: ReleaseTargetOptions): ReleaseTarget {
  const { repository, gitDir, objects, branch, environment, clock, onMoved = () => {}, log } = options
  if (repository !== gitDir) {
    const at = (name: string) => remoteBranch({ gitDir, remote: repository, branch: name })
    return async (revision) => {
      const name = await releasesBranch(objects, revision, environment)
      return name === undefined ? { branch: at(branch) } : { branch: at(name), code: at(branch) }
    }
  }
  const code = ownBranch({ objects, branch, onMoved })
  return async (revision, before) => {
    const name = await releasesBranch(objects, revision, environment)
    if (name === undefined) {
      await assertNeverApart(objects, revision, environment)
      return { branch: code }
    }
    // A machine that is delivered its first commit with such a branch has its releases where they were before.
    const earlier = { code: before ?? revision, hasEarlier: true }
    const ensured = await ensureReleasesBranch({ objects, clock, environment, branch: name, ...earlier })
    if (ensured === 'restored') log(`the branch ${name} was gone and is there again`)
    if (ensured === 'moved') log(`the releases were moved to the branch ${name}`)
    return { branch: ownBranch({ objects, branch: name, kept: keptReleases(name), onMoved }), code }
  }
}

/** Applications of a commit from before the move read a tag that nobody writes any more. */
async function assertNeverApart(objects: GitObjects, revision: string, environment: string): Promise<void> {
  if ((await objects.resolve(`refs/heads/releases/${environment}`)) === undefined) return
  throw new GitopsError(
    'releases-branch-unread',
    `Cannot deliver ${revision.slice(0, 7)}: its Applications of ${environment} do not read the branch releases/${environment}.`,
    { hint: 'It is from before releases were there. Deliver a later commit, or a revert on top of one.' },
  )
}
