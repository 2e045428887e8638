import { listField } from '@gitops-example/kit/json/fields'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { type Health, healthy, progressing } from './health.ts'

/** Healthy once a controller has given it an address. */
export function ingressHealth(ingress: KubeObject): Health {
  return listField(ingress, 'status', 'loadBalancer', 'ingress').length > 0
    ? healthy
    : progressing('waiting for an ingress controller to give it an address')
}
