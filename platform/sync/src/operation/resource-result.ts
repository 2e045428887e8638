import { field } from '@gitops-example/kit/json/fields'
import { type KubeObject, type ObjectRef, versionOf } from '@gitops-example/kube-client/kube-object'
import type { SyncPhase } from './sync-task.ts'

/** What became of one resource in a sync, as `status.operationState.syncResult.resources` has it. */
export interface ResourceResult {
  group: string
  version: string
  kind: string
  namespace: string
  name: string
  status?: 'Synced' | 'SyncFailed' | 'Pruned' | 'PruneSkipped'
  message: string
  syncPhase: SyncPhase
  hookType?: SyncPhase
  hookPhase?: 'Running' | 'Succeeded' | 'Failed'
}

export function resourceResult(
  ref: ObjectRef,
  apiVersion: string,
  syncPhase: SyncPhase,
  rest: Pick<ResourceResult, 'status' | 'message' | 'hookType' | 'hookPhase'>,
): ResourceResult {
  const { group, kind, namespace, name } = ref
  return { group, version: versionOf(apiVersion), kind, namespace, name, syncPhase, ...rest }
}

/** As kubectl says it. */
export function appliedMessage(
  { kind, name, group }: ObjectRef,
  before: KubeObject | undefined,
  now: KubeObject,
): string {
  const what = `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${name}`
  if (before === undefined) return `${what} created`
  const isSame = field(before, 'metadata', 'resourceVersion') === field(now, 'metadata', 'resourceVersion')
  return `${what} ${isSame ? 'unchanged' : 'configured'}`
}
