import type { Clock } from '@gitops-example/kit/clock'
import { Events } from '@gitops-example/kit/events'
import { onFreePort } from '@gitops-example/kit/free-port'
import { createAllObjects } from './api/all-objects.ts'
import { createApi } from './api/api.ts'
import { createClusterClient } from './api/cluster-client.ts'
import type { ClusterEvents } from './cluster-events.ts'
import { startControllers } from './controllers/controllers.ts'
import { startCustomResources } from './custom-resources/start-custom-resources.ts'
import { Discovery } from './discovery/discovery.ts'
import { AccountTokens } from './http/account-tokens.ts'
import { ApiServer } from './http/api-server.ts'
import { tokenAuthenticator } from './http/authenticate.ts'
import { BodyDecoder } from './http/decode-body.ts'
import { JsonTexts } from './http/encode/json-texts.ts'
import { Router } from './http/router.ts'
import type { ServerContext } from './http/server-context.ts'
import { virtualVersions } from './http/virtual/virtual-resources.ts'
import type { Kubelet } from './kubelet.ts'
import { startNetwork } from './network/start-network.ts'
import { startNode } from './node/start-node.ts'
import type { NetworkOptions, NodeOptions, PartContext } from './parts.ts'
import { ensureCertificates } from './pki/certificates.ts'
import { writeKubeconfig } from './pki/kubeconfig.ts'
import { ensureToken } from './pki/token.ts'
import { seedObjects } from './seed-objects.ts'
import { createStore } from './store/store.ts'

export interface ClusterOptions {
  /** Certificates and the token live here; only its owner can read it. */
  dataDir: string
  kubeconfigPath: string
  /** Taken when free, else another that the kubeconfig names. */
  preferredApiPort: number
  node: NodeOptions
  network: NetworkOptions
  clock: Clock
  /** How many changes a watch may be behind before it has to list anew; 5000 by default. */
  watchWindow?: number
  /** One line for the platform's log. */
  log: (line: string) => void
}

export interface Cluster {
  readonly apiUrl: string
  readonly ingressPort: number
  readonly events: Events<ClusterEvents>
  /** Ends the pods, then the API, then everything else. */
  stop(): Promise<void>
}

/** Starts the whole cluster: resolves when the kubeconfig is written, the node is Ready and requests are answered. */
export function startCluster(options: ClusterOptions): Promise<Cluster> {
  return onFreePort(options.preferredApiPort, (port) => startOn(port, options))
}

async function startOn(port: number, options: ClusterOptions): Promise<Cluster> {
  const { clock, dataDir, kubeconfigPath, log } = options
  await using stack = new AsyncDisposableStack()
  const [certificates, token] = await Promise.all([ensureCertificates(dataDir, clock), ensureToken(dataDir)])
  const api = createApi(clock, createStore(clock, { windowSize: options.watchWindow ?? 5000 }))
  const client = createClusterClient(api)
  const events = new Events<ClusterEvents>()
  const parts: PartContext = { client, clock, events, log }
  seedObjects(client, port)
  stack.use(startCustomResources(api))
  let kubelet: Kubelet | undefined
  const usage = () => kubelet?.usage() ?? []
  const controllers = startControllers({ ...parts, allObjects: createAllObjects(api), usage })
  stack.defer(() => controllers.stop())

  const network = await startNetwork(parts, options.network)
  stack.defer(() => network.stop())

  const accountTokens = new AccountTokens(
    clock,
    token,
    ({ namespace, name, uid }) => client.get('serviceaccounts', namespace, name)?.metadata.uid === uid,
  )
  const context: ServerContext = {
    api,
    client,
    clock,
    log,
    authenticator: tokenAuthenticator(token, (given) => accountTokens.authenticate(given)),
    accountTokens,
    texts: new JsonTexts(),
    bodies: new BodyDecoder(),
    kubelet: () => kubelet,
  }
  const router = new Router(context, new Discovery(api, virtualVersions))
  const server = await ApiServer.start({ context, router, certificates, port })
  stack.defer(() => server.stop())
  const apiUrl = `https://127.0.0.1:${server.port}`
  const node = await startNode(parts, options.node)
  stack.defer(() => node.stop())
  kubelet = node
  await writeKubeconfig(kubeconfigPath, { apiUrl, authority: certificates.authority, token })

  const running = stack.move()
  return { apiUrl, ingressPort: network.ingressPort, events, stop: () => running.disposeAsync() }
}
