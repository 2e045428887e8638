import type { Clock } from '@gitops-example/kit/clock'

/** How long a container may take to end. It can be shortened while it runs, never prolonged. */
export class GracePeriod implements Disposable {
  readonly #clock: Clock
  readonly #over = new AbortController()
  #endsAt = Number.POSITIVE_INFINITY
  #timer: Disposable | undefined

  constructor(clock: Clock, graceMs: number) {
    this.#clock = clock
    this.shorten(graceMs)
  }

  /** Aborted when the time is over. */
  get over(): AbortSignal {
    return this.#over.signal
  }

  get endsAt(): number {
    return this.#endsAt
  }

  shorten(graceMs: number): void {
    const endsAt = this.#clock.now() + graceMs
    if (endsAt >= this.#endsAt) return
    this.#endsAt = endsAt
    this.#timer?.[Symbol.dispose]()
    if (graceMs <= 0) this.#over.abort()
    else this.#timer = this.#clock.after(graceMs, () => this.#over.abort())
  }

  [Symbol.dispose]() {
    this.#timer?.[Symbol.dispose]()
  }
}
