import { type Application, instanceName } from '@gitops-example/applications/parse/application'
import { type KubeObject, refKey, refOf, refText } from '@gitops-example/kube-client/kube-object'
import type { Comparer } from '../compare/comparer.ts'
import type { DesiredResource } from '../desired/desired-resource.ts'
import { hookOf } from '../desired/hook.ts'
import { relatedKinds } from '../health/health-of.ts'
import { trackedBy } from '../live/tracking.ts'
import type { ComparedResource } from './assess-health.ts'
import type { SyncContext } from './sync-context.ts'

export interface ComparedApplication {
  resources: ComparedResource[]
  /** Ours by their mark, but not in git. */
  extraneous: KubeObject[]
  /** Resources that another Application has. */
  warnings: string[]
}

/** Watches every kind that matters to these resources; resolves when their live objects are known. */
export async function watchKinds(
  context: Pick<SyncContext, 'api' | 'live'>,
  kinds: Iterable<{ apiVersion: string; kind: string }>,
): Promise<void> {
  const { api, live } = context
  const wanted = new Map<string, { apiVersion: string; kind: string }>()
  for (const one of kinds) {
    const group = one.apiVersion.includes('/') ? (one.apiVersion.split('/')[0] ?? '') : ''
    for (const type of [one, ...relatedKinds(group, one.kind)])
      wanted.set(`${type.apiVersion}/${type.kind}`, type)
  }
  await Promise.all(
    [...wanted.values()].map(async ({ apiVersion, kind }) => {
      const type = api.types.find(apiVersion, kind)
      if (type !== undefined) await live.watch(type)
    }),
  )
}

export async function compareApplication(
  context: SyncContext,
  comparer: Comparer,
  application: Application,
  desired: readonly DesiredResource[],
): Promise<ComparedApplication> {
  const { live, isApplication } = context
  const instance = instanceName(application)
  const warnings: string[] = []
  const resources = await Promise.all(
    desired.map(async (one): Promise<ComparedResource> => {
      if (one.hook !== undefined) return { desired: one, comparison: { same: true } }
      const object = live.get(one.ref)
      const owner = object && trackedBy(object)
      if (owner !== undefined && owner !== instance && isApplication(owner)) {
        warnings.push(`${refText(one.ref)} is part of applications ${instance} and ${owner}`)
        return { desired: one, comparison: { same: false } }
      }
      const mayAssume = application.automated !== undefined
      const comparison = await comparer.compare(one, object, application.ignoreDifferences, mayAssume)
      return { desired: one, comparison }
    }),
  )
  const wanted = new Set(desired.map(({ ref }) => refKey(ref)))
  const extraneous = live
    .ofInstance(instance)
    .filter((object) => !wanted.has(refKey(refOf(object))) && hookOf(object) === undefined)
  return { resources, extraneous, warnings }
}
