import { field } from '@gitops-example/kit/json/fields'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { type Health, healthy } from './health.ts'

/** Its runs are not part of the desired state, so a failed one does not make it unhealthy. */
export function cronJobHealth(cronJob: KubeObject): Health {
  return field(cronJob, 'spec', 'suspend') === true
    ? { status: 'Suspended', message: 'CronJob is suspended' }
    : healthy
}
