import { textField } from '@gitops-example/kit/json/fields'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import type { HealthStatusCode } from '../sync-events.ts'
import type { Health } from './health.ts'

const codes: readonly HealthStatusCode[] = [
  'Healthy',
  'Progressing',
  'Degraded',
  'Suspended',
  'Missing',
  'Unknown',
]

/** A child Application is as healthy as its own status says; the same rule as Argo CD is given on AWS. */
export function applicationHealth(application: KubeObject): Health {
  const written = textField(application, 'status', 'health', 'status')
  const status = codes.find((code) => code === written) ?? 'Progressing'
  const message = textField(application, 'status', 'health', 'message')
  return message === undefined ? { status } : { status, message }
}
