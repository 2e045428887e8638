import type { Clock } from '@gitops-example/kit/clock'
import type { ContainerUsage } from '../../client/kubelet.ts'

/** One measurement for all autoscalers, taken again when it is too old: measuring costs, and CPU needs a span of time. */
export class UsageSample {
  readonly #clock: Clock
  readonly #measure: () => ContainerUsage[]
  readonly #maxAgeMs: number
  #last: { atMs: number; usage: ContainerUsage[] } | undefined

  constructor(clock: Clock, measure: () => ContainerUsage[], maxAgeMs: number) {
    this.#clock = clock
    this.#measure = measure
    this.#maxAgeMs = maxAgeMs
  }

  read(): ContainerUsage[] {
    const nowMs = this.#clock.now()
    if (this.#last === undefined || nowMs - this.#last.atMs >= this.#maxAgeMs) {
      this.#last = { atMs: nowMs, usage: this.#measure() }
    }
    return this.#last.usage
  }
}
