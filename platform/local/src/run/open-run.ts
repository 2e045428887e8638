import {
  type DeliveryRun,
  type Phase,
  type PhaseName,
  phaseNames,
  type RunState,
  type RunUpdate,
} from './delivery-run.ts'
import { Interval } from './interval.ts'
import { RunWaits } from './run-waits.ts'
import { withPush } from './with-push.ts'

const checkSteps = ['lint', 'types', 'test']

/** One delivery while it is measured: its phases, what it waits for, and every update for its followers. */
export class OpenRun {
  readonly id: string
  run: DeliveryRun
  readonly waits = new RunWaits()
  readonly updates: RunUpdate[] = []
  /** When the commit of its release landed, and on the branch of the code which run was the last that it contains. */
  bumped: { at: number; last?: OpenRun } | undefined
  /** When the branch last moved to its commit, in milliseconds since the Unix epoch. */
  lastPushedAt: number
  #intervals = new Map<PhaseName, Interval>()
  #failed = new Set<PhaseName>()

  constructor(commit: string, pushedAt: number) {
    this.run = { commit, subject: '', apps: [], state: 'running', pushedAt, phases: [] }
    this.id = `${commit} ${pushedAt}`
    this.lastPushedAt = pushedAt
  }

  /** Whoever pushed it says when that began; returns whether that is news. */
  pushStarted(at: number): boolean {
    // A branch that was moved to the commit again, while it was under way, did not make it start later.
    if (at > this.run.pushedAt || this.run.phases.some(({ name }) => name === 'push')) return false
    this.run = withPush(this.run, at)
    if (this.run.state !== 'running') this.updates.splice(-1, 1, { type: 'ended', run: this.run })
    return true
  }

  started(subject: string, apps: readonly string[]): void {
    this.run = { ...this.run, subject, apps: [...apps] }
    this.updates.push({ type: 'started', run: this.run })
  }

  has(phase: PhaseName): boolean {
    return this.#intervals.has(phase)
  }

  begin(phase: PhaseName, at: number): void {
    this.#of(phase).begin(at)
  }

  /** Ends one step of a phase; returns whether it was the last one running. */
  finish(phase: PhaseName, at: number, failed: boolean): boolean {
    // Of several apps one may fail before the others end.
    if (failed) this.#failed.add(phase)
    if (!this.#of(phase).finish(at)) return false
    const measured = this.#of(phase).phase(phase, this.run.pushedAt)
    this.run = { ...this.run, phases: [...this.run.phases.filter(({ name }) => name !== phase), measured] }
    this.updates.push({
      type: 'phase',
      phase: measured,
      ...(this.#failed.has(phase) ? { failed: true } : {}),
    })
    return true
  }

  /** A step of a phase whose start was not seen. */
  span(phase: PhaseName, from: number, to: number): void {
    this.begin(phase, Math.min(from, to))
    this.finish(phase, to, false)
  }

  /** A phase that starts where the previous one ended. */
  extend(phase: 'ready' | 'first response', at: number): void {
    const before = phase === 'ready' ? 'apply' : 'ready'
    this.span(phase, this.#of(before).endedAt ?? at, at)
  }

  end(state: RunState, at: number, rest: Pick<DeliveryRun, 'reason' | 'unaffected' | 'isUndoing'>): void {
    const total = state === 'live' ? { totalMs: at - this.run.pushedAt } : {}
    this.run = { ...this.run, ...total, state, phases: this.run.phases.toSorted(byStart), ...rest }
    this.updates.push({ type: 'ended', run: this.run })
  }

  #of(phase: PhaseName): Interval {
    const interval = this.#intervals.get(phase) ?? new Interval()
    this.#intervals.set(phase, interval)
    return interval
  }
}

/** The phase that a step of delivery belongs to. */
export function phaseOf(step: string): PhaseName | undefined {
  if (checkSteps.includes(step)) return 'checks'
  return step === 'image' || step === 'bump' ? step : undefined
}

function byStart(left: Phase, right: Phase): number {
  const order = phaseNames.indexOf(left.name) - phaseNames.indexOf(right.name)
  return left.startMs - right.startMs || order
}
