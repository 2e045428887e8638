import type { HealthStatusCode, SyncStatusCode } from '../sync-events.ts'

/** The status of an Application with the names of Argo CD's API; times are RFC 3339. */
export interface ApplicationStatus {
  sync: {
    status: SyncStatusCode
    revision?: string
    revisions?: string[]
    comparedTo: { source?: unknown; sources?: unknown; destination: unknown; ignoreDifferences?: unknown }
  }
  health: { status: HealthStatusCode; message?: string; lastTransitionTime?: string }
  resources: ResourceStatus[]
  conditions: ApplicationCondition[]
  operationState?: OperationStatus
  history: RevisionHistory[]
  summary: { images: string[]; externalURLs?: string[] }
  sourceType?: string
  sourceTypes?: string[]
  reconciledAt?: string
  controllerNamespace?: string
}

export interface ResourceStatus {
  group?: string
  version: string
  kind: string
  namespace?: string
  name: string
  status?: SyncStatusCode
  health?: { status: HealthStatusCode; message?: string }
  syncWave?: number
  hook?: boolean
  requiresPruning?: boolean
}

export type ConditionType =
  | 'InvalidSpecError'
  | 'ComparisonError'
  | 'SyncError'
  | 'DeletionError'
  | 'SharedResourceWarning'
  | 'RepeatedResourceWarning'
  | 'OrphanedResourceWarning'

export interface ApplicationCondition {
  type: ConditionType
  message: string
  lastTransitionTime?: string
}

export interface OperationStatus {
  operation: unknown
  phase: 'Running' | 'Succeeded' | 'Failed' | 'Error' | 'Terminating'
  message: string
  startedAt: string
  finishedAt?: string
  retryCount?: number
  syncResult?: {
    revision: string
    revisions?: string[]
    source?: unknown
    sources?: unknown
    resources: unknown[]
  }
}

export interface RevisionHistory {
  id: number
  revision: string
  revisions?: string[]
  deployStartedAt: string
  deployedAt: string
  source?: unknown
  sources?: unknown
  initiatedBy: { automated?: boolean; username?: string }
}
