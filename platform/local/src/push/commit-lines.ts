import { printable } from '@gitops-example/kit/text/printable'
import type { ListedCommit } from './listed-commits.ts'

const shown = 10

/** A line for each of the first ten commits, and one for the rest. */
export function commitLines(commits: readonly ListedCommit[]): string[] {
  const lines = commits
    .slice(0, shown)
    .map(({ commit, subject }) => `  ${commit.slice(0, 7)} ${printable(subject)}`.trimEnd())
  const rest = commits.length - shown
  return rest > 0 ? [...lines, `  and ${rest} more`] : lines
}
