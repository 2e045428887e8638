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
  const options = { since: pushed.startedAt, ...(signal ? { signal } : {}) }
  for await (const update of control.follow(pushed.commit, options)) {
    if (update.type === 'ended') {
      const run = withPush(update.run, pushed.startedAt)
      onUpdate({ type: 'ended', run })
      return run
    }
    if (update.type === 'unseen') throw notBegun(update.commit)
    onUpdate(update)
  }
  throw new GitopsError(
    'follow-ended',
    `The platform ended while it was delivering ${pushed.commit.slice(0, 7)}.`,
    {
      hint: 'npm start resumes the delivery; gitops status shows it.',
    },
  )
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
