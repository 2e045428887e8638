import { numberField } from '@gitops-example/kit/json/fields'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import type { Live } from '../live/live-objects.ts'
import { type Health, healthy, progressing } from './health.ts'
import { podHealth } from './pod.ts'

export function daemonSetHealth(daemonSet: KubeObject, live: Live): Health {
  const status = (name: string) => numberField(daemonSet, 'status', name) ?? 0
  if (status('observedGeneration') < (daemonSet.metadata.generation ?? 0)) {
    return progressing('the new specification has not been observed yet')
  }
  const wanted = status('desiredNumberScheduled')
  if (status('updatedNumberScheduled') >= wanted && status('numberAvailable') >= wanted) return healthy
  const failed = live
    .children(daemonSet)
    .map(podHealth)
    .find(({ status: code }) => code === 'Degraded')
  return failed ?? progressing(`${status('numberAvailable')} of ${wanted} pods are updated and available`)
}
