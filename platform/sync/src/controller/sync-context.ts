import type { Repositories } from '@gitops-example/applications/git/repositories'
import type { ClusterFacts } from '@gitops-example/applications/render/cluster-facts'
import type { Renderer } from '@gitops-example/applications/render/renderer'
import type { Clock } from '@gitops-example/kit/clock'
import type { Events } from '@gitops-example/kit/events'
import type { KubernetesApi } from '@gitops-example/kube-client/kubernetes-api'
import type { ResourceType } from '@gitops-example/kube-client/resource-types'
import type { LogTails } from '../health/log-tails.ts'
import type { LiveObjects } from '../live/live-objects.ts'
import type { Projects } from '../project/projects.ts'
import type { SyncEvents } from '../sync-events.ts'

/** What all Applications share. */
export interface SyncContext {
  api: KubernetesApi
  /** Of the kind Application itself. */
  applicationType: ResourceType
  repositories: Repositories
  renderer: Renderer
  live: LiveObjects
  projects: Projects
  logs: LogTails
  clock: Clock
  /** Aborted when sync stops. */
  signal: AbortSignal
  events: Events<SyncEvents>
  log: (line: string) => void
  clusterFacts(): Promise<ClusterFacts>
  /** Comparing and writing, of a few Applications at the same time; nothing in it may wait for people or programs. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
  /** Whether an Application of this instance name exists. */
  isApplication(instance: string): boolean
}
