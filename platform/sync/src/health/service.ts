import { listField, textField } from '@gitops-example/kit/json/fields'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { type Health, healthy, progressing } from './health.ts'

/** A Service of type LoadBalancer is healthy once it has an address; the others are at once. */
export function serviceHealth(service: KubeObject): Health {
  if (textField(service, 'spec', 'type') !== 'LoadBalancer') return healthy
  return listField(service, 'status', 'loadBalancer', 'ingress').length > 0
    ? healthy
    : progressing('waiting for the address of the load balancer')
}
