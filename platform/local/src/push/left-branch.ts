import { describeError } from '@gitops-example/kit/errors'
import type { Git } from '@gitops-example/kit/git/git'
import { listCommits } from './listed-commits.ts'
import { movedLines } from './moved-lines.ts'

/** What left a branch when it moved in a bare repository, as lines; none where it just moved on. */
export async function leftBranch(git: Git, branch: string, from: string, to: string): Promise<string[]> {
  try {
    const [left, came] = await Promise.all([
      listCommits(git, [from, `^${to}`]),
      listCommits(git, [to, `^${from}`]),
    ])
    if (left.length === 0) return []
    return movedLines({ branch, remote: 'local', from, to, left, isBack: came.length === 0 })
  } catch (error) {
    return [`What left ${branch} cannot be listed: ${describeError(error)}`]
  }
}
