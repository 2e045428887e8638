import { ApiOnlyCluster } from '@gitops-example/cluster/testing/api-only-cluster'
import { textField } from '@gitops-example/kit/json/fields'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { parseObject } from '@gitops-example/kube-client/parse-object'
import { ApiProxy } from './api-proxy.ts'

export interface TestClusterOptions {
  /** How many changes a watch may be behind before it has to list again. */
  watchWindow?: number
}

/** The API of the embedded cluster behind a proxy that counts and refuses; tests play the controllers and the node. */
export async function startTestCluster(options: TestClusterOptions = {}) {
  const cluster = await ApiOnlyCluster.start(options)
  const { client } = cluster
  const logs = new Map<string, string>()
  const proxy = await ApiProxy.start({
    url: client.url,
    authority: client.authority,
    answer({ path, query }) {
      const [, pod] = /\/namespaces\/([^/]+\/pods\/[^/]+)\/log$/.exec(path) ?? []
      return pod && logs.get(`${pod.replace('/pods/', '/')}${query.has('previous') ? '/previous' : ''}`)
    },
  })
  const write = async (method: string, path: string, body?: unknown, contentType?: string) => {
    const call = { ...(body !== undefined && { body }), ...(contentType !== undefined && { contentType }) }
    const answer = await client.call(method, `${path}?fieldManager=somebody`, call)
    if (answer.code >= 300) throw new Error(`${method} ${path}: ${answer.text}`)
    return parseObject(answer.json)
  }
  const setStatus = (plural: string, namespace: string, name: string, status: unknown) =>
    write(
      'PATCH',
      `${cluster.path(plural, namespace, name)}/status`,
      { status },
      'application/merge-patch+json',
    )
  return {
    url: proxy.url,
    token: client.token,
    requests: proxy.requests,
    refuse: proxy.refuse.bind(proxy),
    endWatches: proxy.endWatches.bind(proxy),
    /** What the node would answer, by `NAMESPACE/POD` and `NAMESPACE/POD/previous`. */
    logs,
    get(plural: string, namespace: string, name: string): KubeObject | undefined {
      const found = cluster.get(plural, namespace, name)
      return found && parseObject(found)
    },
    all: (plural: string): KubeObject[] => cluster.list(plural).map((object) => parseObject(object)),
    /** Creates an object as some other client would; a pod's status is written after it. */
    async create(plural: string, object: KubeObject): Promise<KubeObject> {
      const { namespace = '', name } = object.metadata
      const created = await write('POST', cluster.path(plural, namespace), object)
      if (plural !== 'pods') return created
      return await setStatus(plural, namespace, name, object.status)
    },
    patch: (plural: string, namespace: string, name: string, patch: unknown) =>
      write('PATCH', cluster.path(plural, namespace, name), patch, 'application/merge-patch+json'),
    setStatus,
    async remove(plural: string, namespace: string, name: string): Promise<void> {
      await client.call('DELETE', cluster.path(plural, namespace, name))
    },
    /** The Kubernetes version, such as `v1.36.0`. */
    version: async () => textField((await client.get('/version')).json, 'gitVersion'),
    async stop(): Promise<void> {
      await proxy.stop()
      await cluster.stop()
    },
  }
}

export type TestCluster = Awaited<ReturnType<typeof startTestCluster>>
