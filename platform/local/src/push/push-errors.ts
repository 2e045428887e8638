import { GitopsError } from '@gitops-example/kit/errors'
import { printable } from '@gitops-example/kit/text/printable'
import { commitLines } from './commit-lines.ts'
import type { ListedCommit } from './listed-commits.ts'
import type { CheckedOut, PushTarget } from './read-push-state.ts'

/** Another clone has pushed `theirs`, which the push would remove from the branch. */
export function notYours(
  { branch, remote }: PushTarget,
  { head, machine = '', hasReflog }: CheckedOut,
  theirs: readonly ListedCommit[],
): GitopsError {
  const count = theirs.length === 1 ? '1 commit' : `${theirs.length} commits`
  const why = hasReflog
    ? 'that this checkout has never had'
    : 'that this checkout may never have had (git keeps no log of its HEAD)'
  const lines = [
    `Cannot push ${short(head)} to ${branch}: it would lose ${count} ${why}:`,
    ...commitLines(theirs),
  ]
  const lease = `git push --force-with-lease=${branch}:${short(machine)} ${remote} HEAD:${branch}`
  return new GitopsError('not-yours', lines.join('\n'), {
    hint: `Nothing was changed. To keep them, run git merge ${remote}/${branch}, then gitops push; to give them up: ${lease}`,
  })
}

/** `said` are the words of git. */
export function pushFailed({ branch }: PushTarget, said: string): GitopsError {
  return new GitopsError('push-failed', `Cannot push HEAD to ${branch}; git push says:\n${printable(said)}`, {
    hint: `${branch} was not moved. Remove the cause, then run gitops push again.`,
  })
}

/** Somebody else moved the branch between each look at it and the push. */
export function overtaken({ branch }: PushTarget, attempts: number, said: string): GitopsError {
  const times = `each of ${attempts} times that HEAD was pushed`
  return new GitopsError(
    'push-overtaken',
    `Cannot push HEAD: ${branch} moved ${times}.\n${printable(said)}`,
    {
      hint: 'Wait until whoever pushes there has finished, then run gitops push again.',
      retryable: true,
    },
  )
}

function short(commit: string): string {
  return commit.slice(0, 7)
}
