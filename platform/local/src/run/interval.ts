import type { Phase, PhaseName } from './delivery-run.ts'

/** The time from the first start to the last end of several steps that run side by side. */
export class Interval {
  #startedAt: number | undefined
  #endedAt: number | undefined
  #running = 0

  get endedAt(): number | undefined {
    return this.#endedAt
  }

  begin(at: number): void {
    this.#startedAt = Math.min(this.#startedAt ?? at, at)
    this.#running++
  }

  /** Returns whether no step is running any more. */
  finish(at: number): boolean {
    this.#startedAt ??= at
    this.#endedAt = Math.max(this.#endedAt ?? at, at)
    this.#running = Math.max(0, this.#running - 1)
    return this.#running === 0
  }

  phase(name: PhaseName, originAt: number): Phase {
    const startedAt = this.#startedAt ?? originAt
    return { name, startMs: startedAt - originAt, ms: (this.#endedAt ?? startedAt) - startedAt }
  }
}
