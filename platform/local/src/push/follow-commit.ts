import { GitopsError } from '@gitops-example/kit/errors'
import type { Control } from '../control/control-client.ts'
import type { DeliveryRun, Phase, RunUpdate } from '../run/delivery-run.ts'
import type { Pushed } from './push.ts'

/** Follows a pushed commit to its end; the result's times count from the start of `git push`. */
export async function followCommit(
  control: Control,
  pushed: Pick<Pushed, 'commit' | 'startedAt'>,
  onUpdate: (update: RunUpdate) => void,
  signal?: AbortSignal,
): Promise<DeliveryRun> {
  const since = pushed.startedAt
  return await followRun(control, { commit: pushed.commit, since }, onUpdate, signal, (run) =>
    withPush(run, since),
  )
}

/**
 * Follows the newest run of a commit that was pushed at `since` or later to its end; `shown` is what is made of the run
 * before it is passed on.
 */
export async function followRun(
  control: Control,
  { commit, since }: { commit: string; since: number },
  onUpdate: (update: RunUpdate) => void,
  signal?: AbortSignal,
  shown: (run: DeliveryRun) => DeliveryRun = (run) => run,
): Promise<DeliveryRun> {
  for await (const update of control.follow(commit, { since, ...(signal ? { signal } : {}) })) {
    if (update.type === 'unseen') throw notBegun(commit)
    if (update.type === 'ended') {
      const run = shown(update.run)
      onUpdate({ type: 'ended', run })
      return run
    }
    onUpdate(update)
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

/** Adds the time of `git push`, which the platform cannot see, before what the platform measured. */
export function withPush(run: DeliveryRun, pushStartedAt: number): DeliveryRun {
  const pushMs = Math.max(0, run.pushedAt - pushStartedAt)
  const push: Phase = { name: 'push', startMs: 0, ms: pushMs }
  const later = run.phases.map((phase) => ({ ...phase, startMs: phase.startMs + pushMs }))
  return {
    ...run,
    pushedAt: pushStartedAt,
    phases: [push, ...later],
    ...(run.totalMs === undefined ? {} : { totalMs: run.totalMs + pushMs }),
  }
}
