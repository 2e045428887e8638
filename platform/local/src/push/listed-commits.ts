import type { Git } from '@gitops-example/kit/git/git'
import { platformIdentity } from '@gitops-example/kit/git/git'

export interface ListedCommit {
  commit: string
  subject: string
}

/** A commit, and whether the platform itself made it, so that no person misses it. */
export interface MadeCommit extends ListedCommit {
  byPlatform: boolean
}

/**
 * The commits that `revisions` (git-rev-list(1): a hash, or `^` and a hash for what it contains) lead to, newest first.
 * Excluded ones that the repository no longer has are ignored.
 */
export async function listCommits(git: Git, revisions: readonly string[]): Promise<MadeCommit[]> {
  const output = await git.run(
    ['rev-list', '--ignore-missing', '--format=%H%x09%ae%x09%ce%x09%s', '--stdin'],
    { input: revisions.map((revision) => `${revision}\n`).join('') },
  )
  return output.split('\n').flatMap((line) => {
    const [commit = '', author, committer, ...subject] = line.split('\t')
    if (committer === undefined) return [] // the header of the format
    const { GIT_AUTHOR_EMAIL, GIT_COMMITTER_EMAIL } = platformIdentity
    const byPlatform = author === GIT_AUTHOR_EMAIL && committer === GIT_COMMITTER_EMAIL
    return [{ commit, subject: subject.join('\t'), byPlatform }]
  })
}
