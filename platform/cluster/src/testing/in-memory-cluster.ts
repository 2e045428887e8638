import type { Clock } from '@gitops-example/kit/clock'
import { createAllObjects } from '../apiserver/registry/all-objects.ts'
import { createApi } from '../apiserver/registry/api.ts'
import { createClusterClient } from '../apiserver/registry/in-process-client.ts'
import type { AllObjects } from '../client/all-objects.ts'
import type { ClusterClient } from '../client/cluster-client.ts'

export interface InMemoryCluster {
  readonly client: ClusterClient
  readonly allObjects: AllObjects
  /** Version of the last write: while it stays the same, nothing was written. */
  version(): number
}

/** The cluster's own API without HTTP, on a clock of the test's choice; no controller and no node runs on it. */
export function createInMemoryCluster(
  clock: Clock,
  namespaces: readonly string[] = ['default', 'dev'],
): InMemoryCluster {
  const api = createApi(clock)
  const client = createClusterClient(api)
  for (const name of namespaces) client.create('namespaces', { metadata: { name } })
  return { client, allObjects: createAllObjects(api), version: () => api.store.version }
}
