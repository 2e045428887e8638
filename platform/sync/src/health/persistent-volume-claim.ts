import { textField } from '@gitops-example/kit/json/fields'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { type Health, healthy, progressing } from './health.ts'

export function persistentVolumeClaimHealth(claim: KubeObject): Health {
  const phase = textField(claim, 'status', 'phase')
  if (phase === 'Bound') return healthy
  if (phase === 'Lost') return { status: 'Degraded', message: 'its volume is lost' }
  return progressing('waiting for a volume')
}
