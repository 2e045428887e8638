/** What an Application is about, and at which commits: one for each of its sources, in their order. */
interface OfRevisions {
  application: string
  revisions: readonly string[]
}

/** What sync reports while it works; every `at` is in milliseconds since the Unix epoch. */
export interface SyncEvents extends Record<string, unknown> {
  /** An Application has to be brought to these commits. */
  'sync.detected': OfRevisions & { at: number }
  'sync.rendered': OfRevisions & { durationMs: number; at: number }
  /** What sync may write is written; its health may not be known yet, and is reported again. */
  'sync.applied': OfRevisions & {
    /** How many resources were written or removed. */
    changes: number
    /** Those of them that are Applications, which have yet to be brought to what they ask for now, or to go. */
    applications: readonly string[]
    durationMs: number
    at: number
  }
  /** What a sync in progress waits for, in the words of `status.operationState.message`; absent once it waits no more. */
  'sync.waiting': OfRevisions & { message?: string; at: number }
  /** Given up: nothing more happens until git, the Application or the cluster changes. */
  'sync.failed': OfRevisions & { reason: string; at: number }
  /** It asks for something else than before; what was reported of it is out of date, and its health is reported again. */
  'application.changed': { application: string; at: number }
  /** Sent whenever one of these fields changes. */
  'application.health': OfRevisions & {
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
