import { numberField, textField } from '@gitops-example/kit/json/fields'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import type { Live } from '../live/live-objects.ts'
import { type Health, healthy, progressing } from './health.ts'
import { podHealth } from './pod.ts'

export function statefulSetHealth(statefulSet: KubeObject, live: Live): Health {
  const status = (name: string) => numberField(statefulSet, 'status', name) ?? 0
  if (status('observedGeneration') < (statefulSet.metadata.generation ?? 0)) {
    return progressing('the new specification has not been observed yet')
  }
  const wanted = numberField(statefulSet, 'spec', 'replicas') ?? 1
  const current = textField(statefulSet, 'status', 'currentRevision')
  const update = textField(statefulSet, 'status', 'updateRevision')
  const byHand = textField(statefulSet, 'spec', 'updateStrategy', 'type') === 'OnDelete'
  const partition = numberField(statefulSet, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0
  const isReady = status('readyReplicas') >= wanted
  const isUpdated =
    byHand || (partition > 0 ? status('updatedReplicas') >= wanted - partition : current === update)
  if (isReady && isUpdated) return healthy
  const failed = live
    .children(statefulSet)
    .map(podHealth)
    .find(({ status: code }) => code === 'Degraded')
  if (failed !== undefined) return failed
  return progressing(
    isReady
      ? `Waiting for rolling update: ${status('updatedReplicas')} of ${wanted} pods are updated...`
      : `Waiting for ${wanted - status('readyReplicas')} pods to be ready...`,
  )
}
