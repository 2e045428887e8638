import { groupOf, type KubeObject, refOf, refText } from '@gitops-example/kube-client/kube-object'
import type { KubernetesApi } from '@gitops-example/kube-client/kubernetes-api'
import { waveOf } from '../desired/hook.ts'
import { resourceOptions } from '../desired/resource-options.ts'
import { releaseHook } from '../live/hook-finalizer.ts'
import type { LiveObjects } from '../live/live-objects.ts'

const finalizer = 'resources-finalizer.argocd.argoproj.io'

/** How the finalizer wants resources to go; undefined when it asks for nothing. */
export function cascadePolicy(finalizers: readonly string[]): 'Foreground' | 'Background' | undefined {
  if (finalizers.includes(`${finalizer}/background`)) return 'Background'
  return finalizers.some((one) => one === finalizer || one === `${finalizer}/foreground`)
    ? 'Foreground'
    : undefined
}

export function withoutFinalizer(finalizers: readonly string[]): string[] {
  return finalizers.filter((one) => one !== finalizer && !one.startsWith(`${finalizer}/`))
}

/**
 * Deletes what is left of an Application's resources, the last wave first. Returns what it waits for; undefined when
 * all are gone. Called again whenever one of them changes.
 */
export async function deleteResources(
  instance: string,
  policy: 'Foreground' | 'Background',
  api: KubernetesApi,
  live: LiveObjects,
): Promise<string | undefined> {
  const remaining = live.ofInstance(instance).filter((object) => resourceOptions(object).delete)
  const [first] = remaining
  if (first === undefined) return undefined
  const wave = Math.max(...remaining.map(waveOf))
  const now = remaining.filter((object) => waveOf(object) === wave)
  await Promise.all(now.map((object) => releaseHook(object, api, live)))
  await Promise.all(
    now
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
      .map((object) => deleteOne(object, policy, api, live)),
  )
  return `waiting for deletion of ${now.map((object) => refText(refOf(object))).join(', ')}`
}

async function deleteOne(
  object: KubeObject,
  propagationPolicy: string,
  api: KubernetesApi,
  live: LiveObjects,
): Promise<void> {
  const type = live.typeOf({ group: groupOf(object.apiVersion), kind: object.kind })
  if (type === undefined) return
  const { namespace = '', name, uid } = object.metadata
  await api.delete(type, namespace, name, { propagationPolicy, ...(uid === undefined ? {} : { uid }) })
}
