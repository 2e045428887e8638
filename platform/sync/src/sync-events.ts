/** What sync tells while it works; every `at` is in milliseconds since the Unix epoch. */
export interface SyncEvents extends Record<string, unknown> {
  /** An Application has to be brought to this revision. */
  'sync.detected': { application: string; revision: string; at: number }
  'sync.rendered': { application: string; revision: string; durationMs: number; at: number }
  /** Every resource that differed is written; their health may still be on its way. */
  'sync.applied': { application: string; revision: string; changes: number; durationMs: number; at: number }
  /** Given up: nothing more happens until git, the Application or the cluster changes. */
  'sync.failed': { application: string; revision: string; reason: string; at: number }
  /** Sent whenever one of these fields changes. */
  'application.health': {
    application: string
    revision: string
    sync: SyncStatusCode
    health: HealthStatusCode
    message?: string
    images: readonly string[]
    at: number
  }
  /** It was deleted, and what it had to take with it is gone. */
  'application.gone': { application: string; at: number }
}

/** As in Argo CD's `status.sync.status`. */
export type SyncStatusCode = 'Synced' | 'OutOfSync' | 'Unknown'

/** As in Argo CD's `status.health.status`. */
export type HealthStatusCode = 'Healthy' | 'Progressing' | 'Degraded' | 'Suspended' | 'Missing' | 'Unknown'
