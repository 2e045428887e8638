import type { ClusterClient } from './client/cluster-client.ts'
import { ensureKubernetesService } from './controllers/kubernetesservice/ensure-kubernetes-service.ts'

const namespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease']

/** What every cluster has from the start: its namespaces, the Service of the API and the class of its ingress router. */
export function seedObjects(client: ClusterClient, apiPort: number): void {
  for (const name of namespaces) client.create('namespaces', { metadata: { name } })
  ensureKubernetesService(client, apiPort)
  client.create('ingressclasses', {
    metadata: { name: 'nginx', annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } },
    spec: { controller: 'gitops.example/ingress-router' },
  })
}
