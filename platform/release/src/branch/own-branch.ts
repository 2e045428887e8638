import { GitopsError } from '@gitops-example/kit/errors'
import { gitIn } from '@gitops-example/kit/git/git'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import type { RemoteBranch } from './remote-branch.ts'

/** A branch that has moved in the repository itself. */
export interface BranchMove {
  ref: string
  before: string
  after: string
}

export interface OwnBranchOptions {
  /** The repository that has the branch and in which commits are made. */
  objects: GitObjects
  branch: string
  /** Another ref that moves with the branch, from which it is made again if somebody deletes it. */
  kept?: string
  /** Called once the branch has moved: no hook runs for it. */
  onMoved: (move: BranchMove) => void
}

/** A branch of the repository in which commits are made: nothing is fetched, and a push is one update of its ref. */
export function ownBranch({ objects, branch, kept, onMoved }: OwnBranchOptions): RemoteBranch {
  const { gitDir } = objects
  const ref = `refs/heads/${branch}`
  return {
    name: branch,
    async head() {
      const head = await objects.resolve(ref)
      if (head !== undefined) return head
      throw new GitopsError('branch-missing', `${gitDir} has no branch ${branch}.`, {
        hint: 'Push it again, or name another.',
      })
    },
    async push(commit) {
      const before = (await objects.commit(commit))?.parents[0] ?? ''
      const also = kept === undefined ? [] : [{ ref: kept, to: commit }]
      await moveRefs(gitDir, [{ ref, from: before, to: commit }, ...also])
      onMoved({ ref, before, after: commit })
    },
  }
}

/**
 * Moves refs, all or none. `from` is what one has to be before, empty for one that must not be there; `push-raced` when
 * it is not.
 */
export async function moveRefs(
  gitDir: string,
  moves: readonly { ref: string; from?: string; to: string }[],
): Promise<void> {
  const old = (from: string | undefined, to: string) =>
    from === '' ? ` ${'0'.repeat(to.length)}` : from && ` ${from}`
  const input = moves.map(({ ref, from, to }) => `update ${ref} ${to}${old(from, to) ?? ''}\n`).join('')
  const git = gitIn(gitDir, { GIT_DIR: gitDir })
  const result = await git.try(['update-ref', '--stdin'], { input })
  if (result.exitCode === 0) return
  const refs = moves.map(({ ref }) => ref).join(', ')
  const raced = /cannot lock ref|is at .* but expected|reference already exists/.test(result.stderr)
  throw new GitopsError(
    raced ? 'push-raced' : 'ref-not-moved',
    `Cannot move ${refs} in ${gitDir}: ${result.stderr.trim()}`,
    { hint: 'Run the same command again.', retryable: raced },
  )
}
