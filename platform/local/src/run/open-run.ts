import { type DeliveryRun, type Phase, type PhaseName, phaseNames, type RunUpdate } from './delivery-run.ts'
import { Interval } from './interval.ts'

const checkSteps = ['lint', 'types', 'test']

/** A delivery that the tracker still measures, or has measured. */
export interface OpenRun {
  run: DeliveryRun
  intervals: Map<PhaseName, Interval>
  /** Apps whose new version has not answered (or become healthy) yet; undefined until they are known. */
  waiting: Set<string> | undefined
  /** Applications that read something else that this commit changed (a chart, a values file); see `configured`. */
  configured: readonly string[] | undefined
  /** Why delivery builds nothing of it; undefined while it may. */
  nothing: string | undefined
  bumpedAt?: number
  applied: Set<string>
  healthy: Set<string>
  /** What sync gave up before it was known that the run waits for it, by Application. */
  failed: Map<string, { revision: string; reason: string }>
  updates: RunUpdate[]
}

export function newRun(commit: string, pushedAt: number): OpenRun {
  return {
    run: { commit, subject: '', apps: [], state: 'running', pushedAt, phases: [] },
    intervals: new Map(),
    waiting: undefined,
    configured: undefined,
    nothing: undefined,
    applied: new Set(),
    healthy: new Set(),
    failed: new Map(),
    updates: [],
  }
}

export function phaseOf(step: string): PhaseName | undefined {
  if (checkSteps.includes(step)) return 'checks'
  return step === 'image' || step === 'bump' ? step : undefined
}

export function intervalOf(open: OpenRun, phase: PhaseName): Interval {
  const interval = open.intervals.get(phase) ?? new Interval()
  open.intervals.set(phase, interval)
  return interval
}

export function byStart(left: Phase, right: Phase): number {
  const order = phaseNames.indexOf(left.name) - phaseNames.indexOf(right.name)
  return left.startMs - right.startMs || order
}

/**
 * Whether what sync says of `revision` is about what the run releases. Before its release a commit is seen by sync too:
 * there a new app has no tag yet, and its chart does not render.
 */
export function isAboutRelease({ run }: OpenRun, revision: string): boolean {
  return run.releaseRevision === undefined || run.releaseRevision === revision
}
