import { field } from '../api/fields.ts'
import type { KubeObject } from '../api/kube-object.ts'
import { type Health, healthy } from './health.ts'

/** Its runs are no part of what git wants, so a failed one does not make it unhealthy. */
export function cronJobHealth(cronJob: KubeObject): Health {
  return field(cronJob, 'spec', 'suspend') === true
    ? { status: 'Suspended', message: 'CronJob is suspended' }
    : healthy
}
