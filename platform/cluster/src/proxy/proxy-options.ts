import type { DataPathWorker } from './control/data-path-worker.ts'

export interface ProxyOptions {
  /** Taken when free, else another that the network reports. */
  preferredIngressPort: number
  /** What carries the traffic, started ahead; otherwise it is started with the network. */
  dataPath?: DataPathWorker
}
