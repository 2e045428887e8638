import type { ClusterClient } from './client/cluster-client.ts'

const namespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease']

/** What every cluster has from the start: its namespaces, the Service of the API and the class of its ingress router. */
export function seedObjects(client: ClusterClient, apiPort: number): void {
  for (const name of namespaces) client.create('namespaces', { metadata: { name } })
  client.create('services', {
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { component: 'apiserver', provider: 'kubernetes' },
    },
    spec: {
      type: 'ClusterIP',
      clusterIP: '10.96.0.1',
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: apiPort }],
    },
  })
  client.create('endpointslices', {
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { 'kubernetes.io/service-name': 'kubernetes' },
    },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: true } }],
    ports: [{ name: 'https', port: apiPort, protocol: 'TCP' }],
  })
  client.create('ingressclasses', {
    metadata: { name: 'nginx', annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } },
    spec: { controller: 'gitops.example/ingress-router' },
  })
}
