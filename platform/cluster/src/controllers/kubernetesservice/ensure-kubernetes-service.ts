import type { ClusterClient } from '../../client/cluster-client.ts'
import { apiServiceAddress } from '../../machinery/service-addresses.ts'
import { serviceNameLabel } from '../../machinery/service-name-label.ts'

/** By what clients find the API from inside: its Service and the endpoint behind it. */
export const kubernetesService = { namespace: 'default', name: 'kubernetes' }

/** Makes what is missing of the Service of the API. */
export function ensureKubernetesService(client: ClusterClient, apiPort: number): void {
  const { namespace, name } = kubernetesService
  if (client.get('services', namespace, name) === undefined) {
    client.create('services', {
      metadata: { name, namespace, labels: { component: 'apiserver', provider: 'kubernetes' } },
      spec: {
        type: 'ClusterIP',
        clusterIP: apiServiceAddress,
        ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: apiPort }],
      },
    })
  }
  if (client.get('endpointslices', namespace, name) === undefined) {
    client.create('endpointslices', {
      metadata: { name, namespace, labels: { [serviceNameLabel]: name } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: true } }],
      ports: [{ name: 'https', port: apiPort, protocol: 'TCP' }],
    })
  }
}
