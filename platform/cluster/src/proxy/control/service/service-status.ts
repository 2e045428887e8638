import type { Service } from '#kubernetes/core/v1'
import type { ClusterClient } from '../../../client/cluster-client.ts'
import { sameJson } from '../../../machinery/json/same.ts'
import type { Live } from '../../../machinery/objects.ts'

/** Gives a Service of type LoadBalancer its address: 127.0.0.1 with the host ports, there being no other way in. */
export function publishLoadBalancer(
  client: ClusterClient,
  service: Live<Service>,
  hostPorts: readonly number[],
): void {
  if (service.spec?.type !== 'LoadBalancer') return
  const ports = hostPorts.map((port) => ({ port, protocol: 'TCP' }))
  const loadBalancer = { ingress: [{ ip: '127.0.0.1', hostname: 'localhost', ports }] }
  const status = { ...service.status, loadBalancer }
  if (!sameJson(service.status, status)) client.updateStatus('services', { ...service, status })
}
