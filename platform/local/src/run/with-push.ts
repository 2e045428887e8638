import type { DeliveryRun, Phase } from './delivery-run.ts'

/** The run with its times from the start of `git push`, which only the pusher knows, and with that as its first phase. */
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
