import { listField } from '../api/fields.ts'
import type { KubeObject } from '../api/kube-object.ts'
import { type Health, healthy, progressing } from './health.ts'

/** Healthy once a controller has given it an address. */
export function ingressHealth(ingress: KubeObject): Health {
  return listField(ingress, 'status', 'loadBalancer', 'ingress').length > 0
    ? healthy
    : progressing('waiting for an ingress controller to give it an address')
}
