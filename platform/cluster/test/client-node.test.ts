import type { AddressInfo } from 'node:net'
import { connect, createServer, type Server, type Socket } from 'node:net'
import {
  ApiException,
  AppsV1Api,
  CoreV1Api,
  KubeConfig,
  KubernetesObjectApi,
  type ListWatch,
  makeInformer,
  type V1ConfigMap,
  Watch,
} from '@kubernetes/client-node'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { RunningCluster } from '../src/testing/running-cluster.ts'

/** So few that a test can outrun it. */
const watchWindow = 200

/** A wire between client and cluster that a test can cut. */
class Wire {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  constructor(port: number) {
    this.#server = createServer((client) => {
      const server = connect(port, '127.0.0.1')
      for (const socket of [client, server]) {
        this.#sockets.add(socket)
        socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket))
      }
      client.pipe(server).pipe(client)
    })
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return (this.#server.address() as AddressInfo).port
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  close(): void {
    this.#server.close()
    this.cut()
  }
}

describe('@kubernetes/client-node', () => {
  let cluster: RunningCluster
  let wire: Wire
  let config: KubeConfig
  let core: CoreV1Api
  let namespace: string
  let count = 0
  beforeAll(async () => {
    cluster = await RunningCluster.start({ watchWindow })
    wire = new Wire(Number(cluster.api.url.port))
    const port = await wire.listen()
    config = new KubeConfig()
    config.loadFromFile(cluster.kubeconfig)
    config.clusters = config.clusters.map((one) => ({ ...one, server: `https://127.0.0.1:${port}` }))
    core = config.makeApiClient(CoreV1Api)
  })
  afterAll(async () => {
    wire.close()
    await cluster[Symbol.asyncDispose]()
  })
  beforeEach(async () => {
    namespace = `client-${++count}`
    await core.createNamespace({ body: { metadata: { name: namespace } } })
  })
  afterEach(() => core.deleteNamespace({ name: namespace }))

  const make = (name: string) =>
    core.createNamespacedConfigMap({ namespace, body: { metadata: { name, labels: { by: 'test' } } } })

  function informer(): { cache: ListWatch<V1ConfigMap>; names: () => string[] } {
    const path = `/api/v1/namespaces/${namespace}/configmaps`
    const list = () => core.listNamespacedConfigMap({ namespace, labelSelector: 'by=test' })
    const cache = makeInformer(config, path, list, 'by=test') as ListWatch<V1ConfigMap>
    // As its documentation says: whoever wants it to go on starts it again.
    cache.on('error', () => setTimeout(() => cache.start(), 20))
    return {
      cache,
      names: () =>
        cache
          .list()
          .map(({ metadata }) => metadata?.name ?? '')
          .sort(),
    }
  }

  it('keeps an informer equal to the cluster, also after the connection was cut', async () => {
    await make('a')
    const { cache, names } = informer()
    await cache.start()
    await expect.poll(names).toEqual(['a'])
    await make('b')
    await expect.poll(names).toEqual(['a', 'b'])
    wire.cut()
    await cluster.api.call('POST', `/api/v1/namespaces/${namespace}/configmaps`, {
      body: { metadata: { name: 'c', labels: { by: 'test' } } },
    })
    await cluster.api.call('DELETE', `/api/v1/namespaces/${namespace}/configmaps/a`)
    await expect.poll(names).toEqual(['b', 'c'])
    await cache.stop()
  })

  it('lists again when the version that an informer knows is too old', async () => {
    await make('a')
    const { cache, names } = informer()
    await cache.start()
    await expect.poll(names).toEqual(['a'])
    wire.cut()
    // More changes than the log remembers, so that the watch cannot resume.
    const path = `/api/v1/namespaces/${namespace}/configmaps`
    const noise = Array.from({ length: watchWindow + 50 }, (_, index) => index)
    await cluster.api.call('POST', path, { body: { metadata: { name: 'noise' } } })
    for (let start = 0; start < noise.length; start += 100) {
      await Promise.all(
        noise.slice(start, start + 100).map((index) =>
          cluster.api.call('PATCH', `${path}/noise`, {
            body: { data: { at: String(index) } },
            contentType: 'application/merge-patch+json',
          }),
        ),
      )
    }
    await make('b')
    await expect.poll(names).toEqual(['a', 'b'])
    await cache.stop()
  })

  it('lists in chunks', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await make(name)
    const names: string[] = []
    let token: string | undefined
    do {
      const page = await core.listNamespacedConfigMap({
        namespace,
        labelSelector: 'by=test',
        limit: 2,
        ...(token !== undefined && { _continue: token }),
      })
      names.push(...page.items.map(({ metadata }) => metadata?.name ?? ''))
      token = page.metadata?._continue
    } while (token)
    expect(names).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('learns of a conflict when somebody else was faster', async () => {
    const read = await make('raced')
    await core.replaceNamespacedConfigMap({
      name: 'raced',
      namespace,
      body: { ...read, data: { by: 'first' } },
    })
    const late = core.replaceNamespacedConfigMap({
      name: 'raced',
      namespace,
      body: { ...read, data: { by: 'late' } },
    })
    const error = await late.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ApiException)
    expect((error as ApiException<string>).code).toBe(409)
  })

  it('watches, and reads and writes objects of any kind', async () => {
    const seen: string[] = []
    const controller = await new Watch(config).watch(
      `/api/v1/namespaces/${namespace}/configmaps`,
      { labelSelector: 'by=test' },
      (type, { metadata }) => seen.push(`${type} ${metadata.name}`),
      () => {},
    )
    const objects = KubernetesObjectApi.makeApiClient(config)
    const spec = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'any', namespace, labels: { by: 'test' } },
      data: { a: '1' },
    }
    await objects.create(spec)
    await objects.patch({ ...spec, data: { a: '2' } })
    expect(await objects.read(spec)).toMatchObject({ data: { a: '2' } })
    await objects.delete(spec)
    await expect.poll(() => seen).toEqual(['ADDED any', 'MODIFIED any', 'DELETED any'])
    controller.abort()
  })

  it('scales and rolls out a Deployment', async () => {
    const apps = config.makeApiClient(AppsV1Api)
    const labels = { app: 'web' }
    await apps.createNamespacedDeployment({
      namespace,
      body: {
        metadata: { name: 'web' },
        spec: {
          replicas: 1,
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              terminationGracePeriodSeconds: 1,
              containers: [{ name: 'web', image: 'demo/web:v1', env: [{ name: 'PORT', value: '0' }] }],
            },
          },
        },
      },
    })
    const ready = async () =>
      (await apps.readNamespacedDeployment({ name: 'web', namespace })).status?.readyReplicas
    await expect.poll(ready).toBe(1)
    const scale = await apps.readNamespacedDeploymentScale({ name: 'web', namespace })
    await apps.replaceNamespacedDeploymentScale({
      name: 'web',
      namespace,
      body: { ...scale, spec: { replicas: 2 } },
    })
    await expect.poll(ready).toBe(2)
  })
})
