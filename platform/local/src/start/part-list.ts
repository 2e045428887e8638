import type { Clock } from '@gitops-example/kit/clock'
import type { Events } from '@gitops-example/kit/events'
import {
  type SupervisedChange,
  type SupervisedRun,
  Supervisor,
} from '@gitops-example/kit/supervision/supervisor'
import type { PartStatus } from '../control/platform-status.ts'

export interface PartProgress {
  name: string
  state: PartStatus['state']
  detail: string
  /** Since the start of the part; only for one that is running or has failed. */
  ms?: number
  /**
   * Absent at its first start, which nothing survives. `restart`: it ended while the platform ran, and is started again.
   * `trouble`: it goes on, and does less than it should.
   */
  change?: 'restart' | 'trouble'
}

const longestReason = 300

export type PartEvents = { 'part.changed': PartProgress }

/** The parts of the platform: each change of one is an event, and what is true of it now is for `gitops status`. */
export class PartList {
  readonly events: Events<PartEvents>
  readonly #clock: Clock
  readonly #parts = new Map<string, PartStatus>()

  constructor(events: Events<PartEvents>, clock: Clock) {
    this.events = events
    this.#clock = clock
  }

  /** Runs `start` as the part `name`; `detailOf` says what people want to know of the result. */
  async start<T>(name: string, start: () => Promise<T>, detailOf: (value: T) => string): Promise<T> {
    const sinceStart = stopwatch()
    this.note(name, '')
    try {
      const value = await start()
      this.#set({ name, state: 'running', detail: detailOf(value), ms: sinceStart() })
      return value
    } catch (error) {
      this.#set({ name, state: 'failed', detail: '', ms: sinceStart() })
      throw error
    }
  }

  /** The same for a part that is started again, by the same `start`, whenever it ends without having been stopped. */
  async supervise<Run extends SupervisedRun>(
    name: string,
    start: (signal: AbortSignal, before?: Run) => Promise<Run>,
    detailOf: (run: Run) => string,
  ): Promise<Supervisor<Run>> {
    return await this.start(
      name,
      () => this.keep(name, start, detailOf),
      ({ current }) => detailOf(current),
    )
  }

  /** The same for what belongs to a part whose start is reported elsewhere: only that it ended, and what follows. */
  async keep<Run extends SupervisedRun>(
    name: string,
    start: (signal: AbortSignal, before?: Run) => Promise<Run>,
    detailOf: (run: Run) => string,
  ): Promise<Supervisor<Run>> {
    let sinceEnd: (() => number) | undefined
    const onChange = (change: SupervisedChange<Run>) => {
      sinceEnd ??= stopwatch()
      if (change.state === 'running') {
        this.#set({ name, state: 'running', detail: detailOf(change.run), ms: sinceEnd(), change: 'restart' })
        sinceEnd = undefined
        return
      }
      const { state, reason } = change
      const next = state === 'failed' ? `is started again in ${change.retryMs} ms` : 'is being started again'
      this.#set({ name, state, detail: `${oneLine(reason)}; ${next}`, change: 'restart' })
    }
    return await Supervisor.start({ clock: this.#clock, start, onChange })
  }

  /** Notes what a starting part is doing; an empty detail is not reported. */
  note(name: string, detail: string): void {
    const progress = { name, state: 'starting' as const, detail }
    if (detail === '') this.#parts.set(name, progress)
    else this.#set(progress)
  }

  /** What people want to know of a running part has changed; it is not reported again. */
  update(name: string, detail: string): void {
    const part = this.#parts.get(name)
    if (part?.state === 'running') this.#parts.set(name, { ...part, detail })
  }

  /** Something that has no start of its own does less than it should, and why; undefined once that is over. */
  trouble(name: string, why: string | undefined): void {
    const state = why === undefined ? 'running' : 'failed'
    this.#set({ name, state, detail: why ?? '', change: 'trouble' })
  }

  list(): PartStatus[] {
    return [...this.#parts.values()]
  }

  #set(progress: PartProgress): void {
    const { ms: _, change: __, ...status } = progress
    this.#parts.set(progress.name, status)
    this.events.emit('part.changed', progress)
  }
}

function oneLine(text: string): string {
  const line = text.trim().replaceAll(/\s*\n\s*/g, ' ')
  return line.length > longestReason ? `${line.slice(0, longestReason)}…` : line
}

function stopwatch(): () => number {
  const startedAt = performance.now()
  return () => Math.round(performance.now() - startedAt)
}
