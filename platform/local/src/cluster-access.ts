import { sleep, systemClock } from '@gitops-example/kit/clock'
import {
  KubeConfig,
  type KubernetesListObject,
  type KubernetesObject,
  KubernetesObjectApi,
  PatchStrategy,
  Watch,
} from '@kubernetes/client-node'

/** The few calls that the starter makes to a cluster, over its HTTP API. */
export interface ClusterAccess {
  /** Server-side apply; makes the object's namespace first where it is missing. */
  apply(object: KubernetesObject): Promise<void>
  list<T extends KubernetesObject>(apiVersion: string, kind: string): Promise<T[]>
  /** Calls `onChange` for every object that there is and for each later change, until stopped. */
  watch<T>(path: string, onChange: (change: WatchedChange<T>) => void): { stop(): Promise<void> }
}

export interface WatchedChange<T> {
  object: T
  deleted: boolean
}

const fieldManager = 'gitops-local'

export function clusterAccess(kubeconfigPath: string): ClusterAccess {
  const config = new KubeConfig()
  config.loadFromFile(kubeconfigPath)
  const objects = KubernetesObjectApi.makeApiClient(config)
  const apply = async (object: KubernetesObject) => {
    await objects.patch(object, undefined, undefined, fieldManager, true, PatchStrategy.ServerSideApply)
  }
  return {
    async apply(object) {
      const namespace = object.metadata?.namespace
      if (namespace !== undefined) {
        await apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
      }
      await apply(object)
    },
    async list<T extends KubernetesObject>(apiVersion: string, kind: string) {
      const list: KubernetesListObject<KubernetesObject> = await objects.list(apiVersion, kind)
      return list.items as T[]
    },
    watch: (path, onChange) => keepWatching(new Watch(config), path, onChange),
  }
}

/** A watch that ends (a time limit, a compacted log) begins anew with the whole list; callers expect repeats. */
function keepWatching<T>(watch: Watch, path: string, onChange: (change: WatchedChange<T>) => void) {
  const stopped = new AbortController()
  const pass = (type: string, object: T) => {
    if (type !== 'BOOKMARK' && type !== 'ERROR') onChange({ object, deleted: type === 'DELETED' })
  }
  const run = async () => {
    while (!stopped.signal.aborted) {
      await new Promise<void>((resolve) => {
        watch
          .watch(path, {}, pass, () => resolve())
          .then((request) => stopped.signal.addEventListener('abort', () => request.abort(), { once: true }))
          .catch(() => resolve())
      })
      if (!stopped.signal.aborted) await sleep(systemClock, 500, stopped.signal).catch(() => {})
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
