import { systemClock } from '@gitops-example/kit/clock'
import { Events } from '@gitops-example/kit/events'
import { startCustomResources } from '../apiserver/custom-resources/start-custom-resources.ts'
import { Discovery } from '../apiserver/discovery/discovery.ts'
import { AccountTokens } from '../apiserver/http/account-tokens.ts'
import { ApiServer } from '../apiserver/http/api-server.ts'
import { tokenAuthenticator } from '../apiserver/http/authenticate.ts'
import { BodyDecoder } from '../apiserver/http/decode-body.ts'
import { JsonTexts } from '../apiserver/http/encode/json-texts.ts'
import { Router } from '../apiserver/http/router.ts'
import { virtualVersions } from '../apiserver/http/virtual/virtual-resources.ts'
import { makeCertificates } from '../apiserver/pki/make-certificates.ts'
import { createAllObjects } from '../apiserver/registry/all-objects.ts'
import { type Api, createApi } from '../apiserver/registry/api.ts'
import { createClusterClient } from '../apiserver/registry/in-process-client.ts'
import { createEventRecorder } from '../client/event-recorder.ts'
import { startGarbageCollector } from '../controllers/garbage-collector/garbage-collector.ts'
import { startNamespaceController } from '../controllers/namespace/namespace-controller.ts'
import type { KubeObject, Live } from '../machinery/objects.ts'
import { type Resource, storageName } from '../machinery/resource.ts'
import { seedObjects } from '../seed-objects.ts'
import { createStore } from '../storage/store.ts'
import { ApiClient } from './api-client.ts'

/**
 * The API of a cluster with its garbage collector and the end of namespaces, but without a node, a network and the
 * other controllers: tests play those by what they write.
 */
export class ApiOnlyCluster {
  readonly client: ApiClient
  readonly #api: Api
  readonly #running: AsyncDisposableStack

  private constructor(client: ApiClient, api: Api, running: AsyncDisposableStack) {
    this.client = client
    this.#api = api
    this.#running = running
  }

  /** `watchWindow` is how many changes a watch may be behind before it has to list again. */
  static async start({ watchWindow = 5000 }: { watchWindow?: number } = {}): Promise<ApiOnlyCluster> {
    const clock = systemClock
    const token = 'the-token-of-a-cluster-of-tests'
    const certificates = makeCertificates(clock.now())
    const log = (line: string) => process.stderr.write(`${line}\n`)
    const api = createApi(clock, createStore(clock, { windowSize: watchWindow }))
    const client = createClusterClient(api)
    await using stack = new AsyncDisposableStack()
    seedObjects(client, 6443)
    stack.use(startCustomResources(api))
    const objects = createAllObjects(api)
    stack.use(startGarbageCollector({ clock, log }, objects))
    const recorder = createEventRecorder({ client, clock, component: 'namespace-controller', log })
    stack.use(startNamespaceController({ client, clock, events: new Events(), log, recorder }, objects))
    const accountTokens = new AccountTokens(clock, token, () => false)
    const context = {
      api,
      client,
      clock,
      log,
      authenticator: tokenAuthenticator(token),
      accountTokens,
      texts: new JsonTexts(),
      bodies: new BodyDecoder(),
      kubelet: () => undefined,
    }
    const router = new Router(context, new Discovery(api, virtualVersions))
    const server = await ApiServer.start({ context, router, certificates, port: 0 })
    stack.defer(() => server.stop())
    const url = `https://127.0.0.1:${server.port}`
    return new ApiOnlyCluster(new ApiClient(url, certificates.authority, token), api, stack.move())
  }

  /** What is stored now; undefined also for a kind that is not served. */
  get(plural: string, namespace: string, name: string): Live<KubeObject> | undefined {
    const resource = this.#find(plural)
    return resource && this.#api.store.get(storageName(resource), namespace, name)
  }

  list(plural: string): readonly Live<KubeObject>[] {
    const resource = this.#find(plural)
    return resource === undefined ? [] : this.#api.store.list(storageName(resource))
  }

  /** The path of an object, or of its collection. */
  path(plural: string, namespace: string, name?: string): string {
    const resource = this.#find(plural)
    if (resource === undefined) throw new Error(`The cluster does not serve ${plural}.`)
    const { group, version, namespaced } = resource
    const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
    return [base, ...(namespaced ? ['namespaces', namespace] : []), plural, ...(name ? [name] : [])].join('/')
  }

  stop(): Promise<void> {
    return this.#running.disposeAsync()
  }

  #find(plural: string): Resource | undefined {
    return this.#api.resources.all().find(({ resource }) => resource === plural)
  }
}
