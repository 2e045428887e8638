import type { Application } from '@gitops-example/applications/parse/application'
import { GitopsError } from '@gitops-example/kit/errors'
import { sameJson } from '@gitops-example/kit/json/same-json'
import type { KubernetesApi } from '@gitops-example/kube-client/kubernetes-api'
import type { LiveObjects } from '../live/live-objects.ts'

/** Makes the destination's namespace for `CreateNamespace=true`; it is nobody's resource and outlives the Application. */
export async function ensureNamespace(
  application: Application,
  api: KubernetesApi,
  live: LiveObjects,
): Promise<void> {
  const { destinationNamespace: name, syncOptions } = application
  if (!syncOptions.createNamespace || name === '') return
  await live.watch(await api.types.of('v1', 'Namespace'))
  const found = live.get({ group: '', kind: 'Namespace', namespace: '', name })
  if (found?.metadata.deletionTimestamp !== undefined) {
    throw new GitopsError('namespace-terminating', `Namespace ${name} is being deleted.`, {
      hint: 'The sync continues when it is gone.',
      retryable: true,
    })
  }
  const { namespaceLabels: labels, namespaceAnnotations: annotations } = syncOptions
  const has = (actual: Record<string, string> | undefined, wanted: Record<string, string>) =>
    Object.entries(wanted).every(([key, value]) => sameJson(actual?.[key], value))
  if (found && has(found.metadata.labels, labels) && has(found.metadata.annotations, annotations)) return
  const metadata = {
    name,
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  }
  live.put(await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata }))
}
