import { systemClock } from '@gitops-example/kit/clock'
import { followKind } from '@gitops-example/kube-client/follow-kind'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { openKubernetesClient } from '@gitops-example/kube-client/open-kubernetes-client'

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
    log: (line: string) => void,
  ): { stop(): Promise<void> }
  close(): void
}

export interface WatchedChange<T> {
  object: T
  deleted: boolean
}

/** Over connections of its own, which stay open until `close`. */
export async function clusterAccess(kubeconfigPath: string): Promise<ClusterAccess> {
  const { api, close } = await openKubernetesClient(kubeconfigPath)
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
    watch<T>(
      apiVersion: string,
      kind: string,
      onChange: (change: WatchedChange<T>) => void,
      log: (line: string) => void,
    ) {
      return followKind({
        api,
        apiVersion,
        kind,
        clock: systemClock,
        log,
        trim: withoutManagedFields,
        onChange: (before, now) => onChange({ object: (now ?? before) as T, deleted: now === undefined }),
      })
    },
    close,
  }
}

/** Half of an Application's memory, and nothing that is asked here. */
function withoutManagedFields(object: KubeObject): KubeObject {
  const { managedFields: _managers, ...metadata } = object.metadata
  return { ...object, metadata }
}
