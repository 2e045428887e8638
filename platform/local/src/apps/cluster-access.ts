import { sleep, systemClock } from '@gitops-example/kit/clock'
import { Connection } from '@gitops-example/kube-client/connection'
import { readCredentials } from '@gitops-example/kube-client/credentials'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { KubernetesApi } from '@gitops-example/kube-client/kubernetes-api'
import { type ResourceType, ResourceTypes } from '@gitops-example/kube-client/resource-types'

/** The few calls that the starter makes to a cluster, over its HTTP API. */
export interface ClusterAccess {
  /** Server-side apply; makes the object's namespace first where it is missing. */
  apply(object: KubeObject): Promise<void>
  list<T>(apiVersion: string, kind: string): Promise<T[]>
  /** Calls `onChange` for every object that there is and for each later change, until stopped. */
  watch<T>(
    apiVersion: string,
    kind: string,
    onChange: (change: WatchedChange<T>) => void,
  ): { stop(): Promise<void> }
  close(): void
}

export interface WatchedChange<T> {
  object: T
  deleted: boolean
}

const retryMs = 500

/** Over connections of its own, which stay open until `close`. */
export async function clusterAccess(kubeconfigPath: string): Promise<ClusterAccess> {
  const connection = new Connection(await readCredentials(kubeconfigPath))
  const api = new KubernetesApi(connection, new ResourceTypes(connection))
  return {
    async apply(object) {
      const { namespace } = object.metadata
      if (namespace !== undefined) {
        await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
      }
      await api.apply(object)
    },
    async list<T>(apiVersion: string, kind: string) {
      const { items } = await api.list(await api.types.of(apiVersion, kind))
      return items as T[]
    },
    watch: (apiVersion, kind, onChange) => keepWatching(api, () => api.types.of(apiVersion, kind), onChange),
    close: () => connection.close(),
  }
}

/** A watch that ends (a time limit, a compacted log) begins anew with the whole list; callers expect repeats. */
function keepWatching<T>(
  api: KubernetesApi,
  typeOf: () => Promise<ResourceType>,
  onChange: (change: WatchedChange<T>) => void,
) {
  const stopped = new AbortController()
  const { signal } = stopped
  const once = async () => {
    const type = await typeOf()
    const { items, resourceVersion } = await api.list(type)
    for (const object of items) onChange({ object: object as T, deleted: false })
    await api.watch(
      type,
      resourceVersion,
      (event) => {
        if (event.type === 'BOOKMARK' || event.type === 'ERROR') return
        onChange({ object: event.object as T, deleted: event.type === 'DELETED' })
      },
      signal,
    )
  }
  const run = async () => {
    while (!signal.aborted) {
      // A kind that is not there yet, an API that restarts: both come back.
      await once().catch(() => sleep(systemClock, retryMs, signal).catch(() => {}))
    }
  }
  const running = run()
  return {
    async stop() {
      stopped.abort()
      await running
    },
  }
}
