import { field, numberField, textField } from '@gitops-example/kit/json/fields'
import { condition } from '@gitops-example/kube-client/condition'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import type { Live } from '../live/live-objects.ts'
import { failingContainer } from './failing-container.ts'
import { type Health, healthy, progressing } from './health.ts'
import { podHealth } from './pod.ts'

export function jobHealth(job: KubeObject, live: Live): Health {
  if (condition(job, 'Complete')?.status === 'True') return healthy
  const failed = condition(job, 'Failed') ?? condition(job, 'FailureTarget')
  if (failed?.status === 'True') return { ...lastFailure(job, live), status: 'Degraded' }
  if (field(job, 'spec', 'suspend') === true) return { status: 'Suspended', message: 'Job is suspended' }
  // A pod that cannot even start ends no attempt, so the Job would wait for it until its deadline.
  const stuck = live.children(job).flatMap((pod) => failingContainer(pod) ?? [])
  const attempts = numberField(job, 'status', 'failed') ?? 0
  if (stuck.some(({ logsOf }) => logsOf === undefined)) {
    return (
      live
        .children(job)
        .map(podHealth)
        .find(({ status }) => status === 'Degraded') ?? progressing('')
    )
  }
  return progressing(attempts === 0 ? 'Job is running' : `Job is running, ${attempts} attempts have failed`)
}

function lastFailure(job: KubeObject, live: Live): Omit<Health, 'status'> {
  const message =
    condition(job, 'Failed')?.message ?? condition(job, 'FailureTarget')?.message ?? 'has failed'
  const pods = live
    .children(job)
    .filter((pod) => textField(pod, 'status', 'phase') === 'Failed')
    .sort((left, right) => startOf(right).localeCompare(startOf(left)))
  const [pod] = pods
  const health = pod && podHealth(pod)
  return health?.logsOf === undefined
    ? { message }
    : { message: health.message ?? message, logsOf: health.logsOf }
}

function startOf(pod: KubeObject): string {
  return textField(pod, 'status', 'startTime') ?? ''
}
