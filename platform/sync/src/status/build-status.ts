import { field } from '@gitops-example/kit/json/fields'
import { groupOf, type KubeObject, versionOf } from '@gitops-example/kube-client/kube-object'
import type { AssessedHealth, ComparedResource } from '../controller/assess-health.ts'
import { waveOf } from '../desired/hook.ts'
import { resourceOptions } from '../desired/resource-options.ts'
import type { SyncStatusCode } from '../sync-events.ts'
import type { ResourceStatus } from './application-status.ts'

/** Pure: the whole's sync code; `Synced` where nothing differs and nothing waits to be pruned. */
export function syncCode(
  compared: readonly ComparedResource[],
  extraneous: readonly KubeObject[],
): SyncStatusCode {
  const differs = compared.some(({ desired, comparison }) => desired.hook === undefined && !comparison.same)
  const leftOver = extraneous.some((object) => !resourceOptions(object).ignoreExtraneous)
  return differs || leftOver ? 'OutOfSync' : 'Synced'
}

/** Pure: one entry for each resource that git wants or that is still there without it. */
export function resourceStatuses(
  compared: readonly ComparedResource[],
  extraneous: readonly KubeObject[],
  health: AssessedHealth['resources'],
): ResourceStatus[] {
  const wanted = compared.map(({ desired, comparison }): ResourceStatus => {
    const found = health.get(desired)
    return {
      ...identity(desired.object),
      ...(desired.hook === undefined ? { status: comparison.same ? 'Synced' : 'OutOfSync' } : { hook: true }),
      ...(desired.wave === 0 ? {} : { syncWave: desired.wave }),
      ...(found === undefined
        ? {}
        : { health: { status: found.status, ...(found.message ? { message: found.message } : {}) } }),
    }
  })
  const leftOver = extraneous.map((object): ResourceStatus => {
    const wave = waveOf(object)
    return {
      ...identity(object),
      status: 'OutOfSync',
      requiresPruning: true,
      ...(wave === 0 ? {} : { syncWave: wave }),
    }
  })
  return [...wanted, ...leftOver]
}

/** The addresses that Ingresses of the Application serve. */
export function externalUrls(objects: readonly KubeObject[]): string[] {
  const urls = objects.flatMap((object) => {
    if (object.kind !== 'Ingress') return []
    const rules = field(object, 'spec', 'rules')
    return Array.isArray(rules)
      ? rules.flatMap((rule) => {
          const host = field(rule, 'host')
          if (typeof host !== 'string' || host === '') return []
          return [`${field(object, 'spec', 'tls') === undefined ? 'http' : 'https'}://${host}/`]
        })
      : []
  })
  return [...new Set(urls)].sort()
}

function identity({ apiVersion, kind, metadata }: KubeObject) {
  const group = groupOf(apiVersion)
  return {
    ...(group === '' ? {} : { group }),
    version: versionOf(apiVersion),
    kind,
    ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
    name: metadata.name,
  }
}
