import type { KubeObject, ObjectRef } from '@gitops-example/kube-client/kube-object'
import type { DesiredResource } from '../desired/desired-resource.ts'

export type SyncPhase = 'PreSync' | 'Sync' | 'PostSync' | 'SyncFail'

interface Task {
  phase: SyncPhase
  wave: number
  ref: ObjectRef
}

export interface HookTask extends Task {
  action: 'hook'
  desired: DesiredResource
}

/** `watch` writes nothing: the object is as it should be, but later waves wait for its health. */
export interface ApplyTask extends Task {
  action: 'apply' | 'watch'
  desired: DesiredResource
}

export interface PruneTask extends Task {
  action: 'prune'
  live: KubeObject
}

/** One thing to do in a sync. */
export type SyncTask = HookTask | ApplyTask | PruneTask

/** Tasks that are done together; the next group begins when this one is healthy. */
export interface TaskGroup {
  phase: SyncPhase
  wave: number
  tasks: SyncTask[]
}
