import { field, numberField } from '@gitops-example/kit/json/fields'
import { sameJson } from '@gitops-example/kit/json/same-json'
import { condition } from '@gitops-example/kube-client/condition'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import type { Live } from '../live/live-objects.ts'
import { type Health, healthy, progressing } from './health.ts'
import { notReady, podHealth } from './pod.ts'

/** As `kubectl rollout status` and Argo CD judge it, and Degraded as soon as pods of the new version fail. */
export function deploymentHealth(deployment: KubeObject, live: Live): Health {
  if (field(deployment, 'spec', 'paused') === true) {
    return { status: 'Suspended', message: 'Deployment is paused' }
  }
  const observed = numberField(deployment, 'status', 'observedGeneration') ?? 0
  if (observed < (deployment.metadata.generation ?? 0)) {
    return progressing('Waiting for rollout to finish: the new specification has not been observed yet')
  }
  const wanted = numberField(deployment, 'spec', 'replicas') ?? 1
  const count = (name: string) => numberField(deployment, 'status', name) ?? 0
  const [updated, total, available] = [
    count('updatedReplicas'),
    count('replicas'),
    count('availableReplicas'),
  ]
  const complete = updated >= wanted && total <= updated && available >= updated
  if (complete) return healthy

  const pods = newPods(deployment, live)
  const failed = pods.map(podHealth).find(({ status }) => status === 'Degraded')
  if (failed !== undefined) return failed
  if (condition(deployment, 'Progressing')?.reason === 'ProgressDeadlineExceeded') {
    return (
      pods.flatMap((pod) => notReady(pod) ?? [])[0] ?? {
        status: 'Degraded',
        message: 'exceeded its progress deadline',
      }
    )
  }
  const failure = condition(deployment, 'ReplicaFailure')
  if (failure?.status === 'True') return { status: 'Degraded', message: failure.message }
  const waiting = 'Waiting for rollout to finish:'
  if (updated < wanted) {
    return progressing(`${waiting} ${updated} out of ${wanted} new replicas have been updated...`)
  }
  if (total > updated) {
    return progressing(`${waiting} ${total - updated} old replicas are pending termination...`)
  }
  return progressing(`${waiting} ${available} of ${updated} updated replicas are available...`)
}

/** The pods of the ReplicaSet whose template is the Deployment's, however the controller numbers them. */
function newPods(deployment: KubeObject, live: Live): KubeObject[] {
  const template = field(deployment, 'spec', 'template', 'spec')
  const replicaSet = live
    .children(deployment)
    .find(({ spec }) => sameJson(field(spec, 'template', 'spec'), template))
  return replicaSet === undefined ? [] : live.children(replicaSet)
}
