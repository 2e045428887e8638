import { commitLines } from './commit-lines.ts'
import type { ListedCommit } from './listed-commits.ts'

export interface Move {
  branch: string
  remote: string
  from: string
  to: string
  /** The commits that left the branch, newest first. */
  left: readonly ListedCommit[]
  /** Whether the branch had `to` already. */
  isBack: boolean
}

/** What left a branch that did not just move on, and the command that brings it back. */
export function movedLines({ branch, remote, from, to, left, isBack }: Move): string[] {
  const count = left.length === 1 ? '1 commit' : `${left.length} commits`
  const lease = isBack ? '' : ` --force-with-lease=${branch}:${short(to)}`
  return [
    `Moved ${branch} from ${short(from)} ${isBack ? 'back ' : ''}to ${short(to)}: ${count} left it.`,
    ...commitLines(left),
    `To run ${left.length === 1 ? 'it' : 'them'} again: git push${lease} ${remote} ${short(from)}:${branch}`,
  ]
}

function short(commit: string): string {
  return commit.slice(0, 7)
}
