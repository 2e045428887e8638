import { isApiError } from '@gitops-example/kube-client/api-error'
import { groupOf, type KubeObject } from '@gitops-example/kube-client/kube-object'
import type { KubernetesApi } from '@gitops-example/kube-client/kubernetes-api'
import type { LiveObjects } from './live-objects.ts'

/** Argo CD's own: it keeps the object of a hook readable until the sync has seen how the hook ended. */
const finalizer = 'argocd.argoproj.io/hook-finalizer'

/** The deletion of a Job adds and removes finalizers of its own at the same time. */
const maxConflicts = 5

/** A copy that stays in the cluster, even when it is deleted, until `releaseHook`. */
export function holdHook(object: KubeObject): KubeObject {
  const finalizers = [...(object.metadata.finalizers ?? []), finalizer]
  return { ...object, metadata: { ...object.metadata, finalizers } }
}

export function isHeldHook({ metadata }: KubeObject): boolean {
  return metadata.finalizers?.includes(finalizer) ?? false
}

/** Lets go of a hook's object; one that is gone, or is not held, is not an error. */
export async function releaseHook(object: KubeObject, api: KubernetesApi, live: LiveObjects): Promise<void> {
  const type = live.typeOf({ group: groupOf(object.apiVersion), kind: object.kind })
  if (type === undefined || !isHeldHook(object)) return
  const { namespace = '', name, uid } = object.metadata
  for (let conflicts = 0; ; conflicts++) {
    const now = await api.get(type, namespace, name)
    if (now === undefined || now.metadata.uid !== uid || !isHeldHook(now)) return
    const { resourceVersion, finalizers = [] } = now.metadata
    const rest = finalizers.filter((one) => one !== finalizer)
    try {
      await api.mergePatch(type, namespace, name, { metadata: { resourceVersion, finalizers: rest } })
      return
    } catch (error) {
      if (isApiError(error, 404)) return
      if (!isApiError(error, 409) || conflicts >= maxConflicts) throw error
    }
  }
}

/** Lets go of every hook of an Application, as far as their kinds are watched. */
export async function releaseHooks(instance: string, api: KubernetesApi, live: LiveObjects): Promise<void> {
  await Promise.all(
    live
      .ofInstance(instance)
      .filter(isHeldHook)
      .map((object) => releaseHook(object, api, live)),
  )
}
