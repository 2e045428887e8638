import { listField, numberField, textField } from '@gitops-example/kit/json/fields'
import { condition } from '@gitops-example/kube-client/condition'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { failingContainer } from './failing-container.ts'
import { type Health, healthy, progressing } from './health.ts'

/** A pod by its phase and containers. */
export function podHealth(pod: KubeObject): Health {
  const phase = textField(pod, 'status', 'phase')
  if (phase === 'Succeeded') return healthy
  const failing = failingContainer(pod)
  if (failing !== undefined) {
    const { what, logsOf } = failing
    return {
      status: 'Degraded',
      message: `pod ${pod.metadata.name} ${what}`,
      ...(logsOf === undefined ? {} : { logsOf }),
    }
  }
  if (phase === 'Failed') {
    const reason = textField(pod, 'status', 'message') ?? textField(pod, 'status', 'reason') ?? 'has failed'
    return { status: 'Degraded', message: `pod ${pod.metadata.name}: ${reason}` }
  }
  if (phase === 'Running' && condition(pod, 'Ready')?.status === 'True') return healthy
  return progressing(`pod ${pod.metadata.name} is not ready`)
}

/** Why a pod is not ready, for when the time for it is over. */
export function notReady(pod: KubeObject): Health | undefined {
  if (condition(pod, 'Ready')?.status === 'True' || pod.metadata.deletionTimestamp !== undefined)
    return undefined
  const status = listField(pod, 'status', 'containerStatuses').find(
    (one) => textField(one, 'name') !== undefined,
  )
  const unscheduled = condition(pod, 'PodScheduled')
  const why = unscheduled?.status === 'False' ? `: ${unscheduled.message}` : ''
  return {
    status: 'Degraded',
    message: `pod ${pod.metadata.name} does not get ready${why}`,
    ...(status === undefined
      ? {}
      : {
          logsOf: {
            namespace: pod.metadata.namespace ?? '',
            pod: pod.metadata.name,
            uid: pod.metadata.uid ?? '',
            container: textField(status, 'name') ?? '',
            restarts: numberField(status, 'restartCount') ?? 0,
            previous: false,
          },
        }),
  }
}
