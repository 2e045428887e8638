import { printable } from '@gitops-example/kit/text/printable'
import { commitLines } from '@gitops-example/local/push/commit-lines'
import { movedLines } from '@gitops-example/local/push/moved-lines'
import type { ComingPush, NothingPushed, Pushed } from '@gitops-example/local/push/push'
import { counted } from './counted.ts'

interface Names {
  branch: string
  remote: string
}

/** What is said before a push: something only where another branch than the delivered one is checked out. */
export function comingLines({ source, head, kind, ahead, left }: ComingPush, branch: string): string[] {
  if (source === branch) return []
  const what = `${(source && printable(source)) ?? `${head.slice(0, 7)} (a detached HEAD)`} is delivered as ${branch}`
  if (kind === 'create') return [`${what}.`]
  const comes = `${counted(ahead, 'commit')} that ${branch} does not have`
  if (left.length === 0) return [`${what}: ${comes}.`]
  const leaves = `${left.length === 1 ? 'leaves' : 'leave'} it:`
  return [
    `${what}: ${ahead === 0 ? '' : `${comes}; `}${counted(left.length, 'commit')} ${leaves}`,
    ...commitLines(left),
  ]
}

/** What a push has done besides moving the branch on. */
export function pushedLines({ kind, commit, from, left }: Pushed, names: Names): string[] {
  if (from === undefined) return [`This machine had no ${names.branch}; created it at ${commit.slice(0, 7)}.`]
  if (left.length === 0) return []
  return movedLines({ ...names, from, to: commit, left, isBack: kind === 'back' })
}

/** Why nothing was pushed. */
export function nothingLines({ commit, theirs, uncommitted }: NothingPushed, names: Names): string[] {
  const { branch, remote } = names
  const open = `${counted(uncommitted, 'file')} ${uncommitted === 1 ? 'is' : 'are'} not committed`
  const has = `Nothing to push: ${branch} already has HEAD ${commit.slice(0, 7)}`
  const nothing = `${has}${uncommitted === 0 ? '' : `; ${open}`}.`
  if (theirs.length === 0) return [nothing]
  return [
    nothing,
    `${branch} is ahead by ${counted(theirs.length, 'commit')} that this checkout has never had:`,
    ...commitLines(theirs),
    `To get ${theirs.length === 1 ? 'it' : 'them'}: git merge --ff-only ${remote}/${branch}`,
  ]
}
