import { Connection } from './connection.ts'
import { readCredentials } from './credentials.ts'
import { KubernetesApi } from './kubernetes-api.ts'
import { ResourceTypes } from './resource-types.ts'

export interface KubernetesClient {
  api: KubernetesApi
  /** Ends every request and watch. */
  close(): void
}

/** The API of the current context of a kubeconfig, over connections that stay open until `close`. */
export async function openKubernetesClient(kubeconfigPath: string): Promise<KubernetesClient> {
  const connection = new Connection(await readCredentials(kubeconfigPath))
  return {
    api: new KubernetesApi(connection, new ResourceTypes(connection)),
    close: () => connection.close(),
  }
}
