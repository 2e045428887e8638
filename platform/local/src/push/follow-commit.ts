import { GitopsError } from '@gitops-example/kit/errors'
import type { Control } from '../control/control-client.ts'
import type { DeliveryRun, RunUpdate } from '../run/delivery-run.ts'
import type { FollowFrom } from '../run/known-runs.ts'
import type { Pushed } from './push.ts'

/** Follows a pushed commit to its end; its times count from the start of `git push`, here as for everybody else. */
export async function followCommit(
  control: Control,
  pushed: Pick<Pushed, 'commit' | 'startedAt'>,
  onUpdate: (update: RunUpdate) => void,
  signal?: AbortSignal,
): Promise<DeliveryRun> {
  const { commit, startedAt } = pushed
  return await followRun(control, { commit, since: startedAt, startedAt }, onUpdate, signal)
}

/** Follows the newest run of a commit that was pushed at `since` or later to its end. */
export async function followRun(
  control: Control,
  { commit, ...from }: FollowFrom & { commit: string },
  onUpdate: (update: RunUpdate) => void,
  signal?: AbortSignal,
): Promise<DeliveryRun> {
  for await (const update of control.follow(commit, { ...from, ...(signal ? { signal } : {}) })) {
    if (update.type === 'unseen') throw notBegun(commit)
    onUpdate(update)
    if (update.type === 'ended') return update.run
  }
  throw new GitopsError('follow-ended', `The platform ended while it was delivering ${commit.slice(0, 7)}.`, {
    hint: 'npm start resumes the delivery; gitops status shows it.',
  })
}

function notBegun(commit: string): GitopsError {
  const short = commit.slice(0, 7)
  return new GitopsError('not-begun', `${short} is stored, but the platform has not begun to deliver it.`, {
    hint: 'See .gitops/logs/platform.log. A restart (./gitops down && npm start) delivers what the branch has.',
    retryable: true,
  })
}
