import type { Clock } from '@gitops-example/kit/clock'
import { Events } from '@gitops-example/kit/events'
import { onFreePort } from '@gitops-example/kit/free-port'
import { startCustomResources } from './apiserver/custom-resources/start-custom-resources.ts'
import { Discovery } from './apiserver/discovery/discovery.ts'
import { AccountTokens } from './apiserver/http/account-tokens.ts'
import { ApiServer } from './apiserver/http/api-server.ts'
import { tokenAuthenticator } from './apiserver/http/authenticate.ts'
import { BodyDecoder } from './apiserver/http/decode-body.ts'
import { JsonTexts } from './apiserver/http/encode/json-texts.ts'
import { Router } from './apiserver/http/router.ts'
import type { ServerContext } from './apiserver/http/server-context.ts'
import { virtualVersions } from './apiserver/http/virtual/virtual-resources.ts'
import { ensureCertificates } from './apiserver/pki/ensure-certificates.ts'
import { writeKubeconfig } from './apiserver/pki/kubeconfig.ts'
import { ensureToken } from './apiserver/pki/token.ts'
import { createAllObjects } from './apiserver/registry/all-objects.ts'
import { createApi } from './apiserver/registry/api.ts'
import { createClusterClient } from './apiserver/registry/in-process-client.ts'
import type { ClusterEvents } from './client/cluster-events.ts'
import type { Kubelet } from './client/kubelet.ts'
import type { PartContext } from './client/parts.ts'
import { startControllers } from './controllers/controllers.ts'
import { startKubernetesServiceController } from './controllers/kubernetesservice/kubernetes-service-controller.ts'
import type { NodeOptions } from './kubelet/node-options.ts'
import { startKubelet } from './kubelet/start-kubelet.ts'
import type { ProxyOptions } from './proxy/proxy-options.ts'
import { startProxy } from './proxy/start-proxy.ts'
import { seedObjects } from './seed-objects.ts'
import { createStore } from './storage/store.ts'

export interface ClusterOptions {
  /** Certificates and the token live here; only its owner can read it. */
  dataDir: string
  kubeconfigPath: string
  /** Taken when free, else another that the kubeconfig names. */
  preferredApiPort: number
  node: NodeOptions
  network: ProxyOptions
  clock: Clock
  /** How many changes a watch may be behind before it has to list again; 5000 by default. */
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
  const api = createApi(clock, createStore(clock, { windowSize: options.watchWindow ?? 5000 }))
  const client = createClusterClient(api)
  const events = new Events<ClusterEvents>()
  const parts: PartContext = { client, clock, events, log }
  seedObjects(client, port)
  stack.use(startKubernetesServiceController(parts, port))
  stack.use(startCustomResources(api))
  let kubelet: Kubelet | undefined
  const usage = () => kubelet?.usage() ?? []
  const controllers = startControllers({ ...parts, allObjects: createAllObjects(api), usage })
  stack.defer(() => controllers.stop())

  // The longest of all that has to start.
  const startingNetwork = startProxy(parts, options.network)
  stack.defer(() =>
    startingNetwork.then(
      (network) => network.stop(),
      () => {}, // reported below
    ),
  )
  startingNetwork.catch(() => {})
  const [certificates, token] = await Promise.all([ensureCertificates(dataDir, clock), ensureToken(dataDir)])
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
  const trafficSettled = async () => (await startingNetwork).settled()
  const node = await startKubelet({ ...parts, trafficSettled }, options.node)
  stack.defer(() => node.stop())
  kubelet = node
  await writeKubeconfig(kubeconfigPath, { apiUrl, authority: certificates.authority, token })
  const network = await startingNetwork

  const running = stack.move()
  return { apiUrl, ingressPort: network.ingressPort, events, stop: () => running.disposeAsync() }
}
