import { methodNotAllowed } from '../../../machinery/status-error.ts'
import type { ApiVersion } from '../../discovery/api-version.ts'
import type { ResourcePath } from '../resource-request.ts'
import { accessReviews } from './access-reviews.ts'
import { metricsResources } from './metrics.ts'
import type { VirtualHandler, VirtualResource } from './virtual-resource.ts'

const all: readonly VirtualResource[] = [...accessReviews, ...metricsResources]

/** The handler of a path to a resource without stored objects; `undefined` when the path names none. */
export function findVirtual(path: ResourcePath, method: string): VirtualHandler | undefined {
  const found = all.find(
    ({ group, version, discovery }) =>
      group === path.group && version === path.version && discovery.name === path.plural,
  )
  if (found === undefined || path.subresource !== undefined) return undefined
  const handler = Object.hasOwn(found.methods, method) ? found.methods[method] : undefined
  if (handler === undefined) throw methodNotAllowed()
  return handler
}

/** The same resources for discovery. */
export const virtualVersions: readonly ApiVersion[] = all.map(({ group, version, discovery }) => ({
  group,
  version,
  resources: [discovery],
}))
