import { numberField } from '@gitops-example/kit/json/fields'
import { condition } from '@gitops-example/kube-client/condition'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import type { Live } from '../live/live-objects.ts'
import { type Health, healthy, progressing } from './health.ts'
import { podHealth } from './pod.ts'

export function replicaSetHealth(replicaSet: KubeObject, live: Live): Health {
  const observed = numberField(replicaSet, 'status', 'observedGeneration') ?? 0
  if (observed < (replicaSet.metadata.generation ?? 0)) {
    return progressing('the new specification has not been observed yet')
  }
  const failure = condition(replicaSet, 'ReplicaFailure')
  if (failure?.status === 'True') return { status: 'Degraded', message: failure.message }
  const wanted = numberField(replicaSet, 'spec', 'replicas') ?? 1
  const available = numberField(replicaSet, 'status', 'availableReplicas') ?? 0
  if (available >= wanted) return healthy
  const failed = live
    .children(replicaSet)
    .map(podHealth)
    .find(({ status }) => status === 'Degraded')
  return failed ?? progressing(`${available} of ${wanted} replicas are available`)
}
