import { type Delivery, type DeliveryOptions, startDelivery } from '@gitops-example/delivery/start-delivery'
import type { SupervisedRun } from '@gitops-example/kit/supervision/supervisor'
import type { Settings } from '../state/settings.ts'

export interface RunningDelivery extends SupervisedRun {
  readonly delivery: Delivery
}

/** Delivery as a run: it ends when delivery itself fails, rather than what it delivers. */
export function runDelivery(options: DeliveryOptions): RunningDelivery {
  const delivery = startDelivery(options)
  const { promise: stopped, resolve } = Promise.withResolvers<string>()
  return {
    delivery,
    ended: Promise.race([delivery.failed, stopped]),
    async stop() {
      await delivery.stop()
      resolve('stopped')
    },
  }
}

/** Which branch goes where, for people. */
export function deliveredTo({ branch, environment }: Pick<Settings, 'branch' | 'environment'>): string {
  return `${branch} goes to ops/environments/${environment}`
}
