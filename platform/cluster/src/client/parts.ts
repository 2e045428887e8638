import type { Clock } from '@gitops-example/kit/clock'
import type { Events } from '@gitops-example/kit/events'
import type { ClusterClient } from './cluster-client.ts'
import type { ClusterEvents } from './cluster-events.ts'

/** What every part of the cluster is given. */
export interface PartContext {
  client: ClusterClient
  clock: Clock
  events: Events<ClusterEvents>
  /** One line for the platform's log: what failed and will be tried again. */
  log: (line: string) => void
}

/** A started part; `stop` resolves when everything that it started has ended. */
export interface Part {
  stop(): Promise<void>
}
