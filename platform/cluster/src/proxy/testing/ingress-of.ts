import type { Ingress, IngressSpec } from '#kubernetes/networking/v1'
import type { Live } from '../../machinery/objects.ts'

/** An Ingress in namespace `dev` as the API would hold it. */
export function ingressOf(
  name: string,
  spec: IngressSpec,
  annotations: { [name: string]: string } = {},
): Live<Ingress> {
  const metadata = {
    name,
    namespace: 'dev',
    annotations,
    uid: name,
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
  }
  return { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata, spec }
}
