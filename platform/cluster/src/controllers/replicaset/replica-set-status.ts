import type { ReplicaSet, ReplicaSetCondition, ReplicaSetStatus } from '#kubernetes/apps/v1'
import { availableInMs, isPodActive, type PodFacts } from '../../client/pod-state.ts'
import { withCondition, withoutCondition } from '../../machinery/conditions.ts'
import { formatTime } from '../../machinery/time.ts'

export interface ReplicaFailure {
  reason: 'FailedCreate' | 'FailedDelete'
  message: string
}

interface Observed {
  status: ReplicaSetStatus
  /** When a pod that is ready now will count as available, in milliseconds from now. */
  nextAvailableMs: number | undefined
}

/** The status of a ReplicaSet with these pods. */
export function observeReplicaSet(
  replicaSet: Pick<ReplicaSet, 'metadata' | 'spec' | 'status'>,
  pods: readonly PodFacts[],
  failure: ReplicaFailure | undefined,
  nowMs: number,
): Observed {
  const templateLabels = Object.entries(replicaSet.spec?.template?.metadata?.labels ?? {})
  const minReadySeconds = replicaSet.spec?.minReadySeconds ?? 0
  const active = pods.filter(isPodActive)
  let fullyLabeledReplicas = 0
  let readyReplicas = 0
  let availableReplicas = 0
  let nextAvailableMs: number | undefined
  for (const pod of active) {
    if (templateLabels.every(([key, value]) => pod.metadata?.labels?.[key] === value)) fullyLabeledReplicas++
    const availableIn = availableInMs(pod, minReadySeconds, nowMs)
    if (availableIn === undefined) continue
    readyReplicas++
    if (availableIn === 0) availableReplicas++
    else nextAvailableMs = Math.min(nextAvailableMs ?? Number.POSITIVE_INFINITY, availableIn)
  }
  const conditions = replicaFailureCondition(replicaSet.status?.conditions, failure, nowMs)
  const status: ReplicaSetStatus = {
    replicas: active.length,
    fullyLabeledReplicas,
    readyReplicas,
    availableReplicas,
    observedGeneration: replicaSet.metadata?.generation ?? 0,
    ...(conditions.length === 0 ? {} : { conditions }),
  }
  return { status, nextAvailableMs }
}

function replicaFailureCondition(
  conditions: ReplicaSetCondition[] | undefined,
  failure: ReplicaFailure | undefined,
  nowMs: number,
): ReplicaSetCondition[] {
  if (failure === undefined) return withoutCondition(conditions, 'ReplicaFailure')
  return withCondition(conditions, {
    type: 'ReplicaFailure',
    status: 'True',
    ...failure,
    lastTransitionTime: formatTime(nowMs),
  })
}
