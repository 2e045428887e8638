import type { Resource } from '../../machinery/resource.ts'
import { unknownPath } from '../../machinery/status-error.ts'
import type { Resources } from '../registry/resources.ts'

/** What a path below `/api/v1` or `/apis/GROUP/VERSION` names. */
export interface ResourceRequest {
  /** The resource in the version that was asked for. */
  served: Resource
  /** The resource whose objects the store has. */
  resource: Resource
  /** Absent for lists across all namespaces; '' for cluster-scoped resources. */
  namespace?: string
  name?: string
  subresource?: string
  /** What follows the subresource, such as the path of a proxy. */
  rest: readonly string[]
}

export interface ResourcePath {
  group: string
  version: string
  plural: string
  namespace?: string
  name?: string
  subresource?: string
  rest: readonly string[]
}

/** Splits `[namespaces/NS/]RESOURCE[/NAME[/SUBRESOURCE[/...]]]`; `undefined` for a path that names no resource. */
export function resourcePath(path: readonly string[]): ResourcePath | undefined {
  const group = path[0] === 'apis' ? path[1] : path[0] === 'api' ? '' : undefined
  const version = path[0] === 'apis' ? path[2] : path[1]
  const parts = path.slice(path[0] === 'apis' ? 3 : 2)
  if (group === undefined || version === undefined || parts.length === 0) return undefined
  const isOfNamespace =
    parts[0] === 'namespaces' && parts.length > 2 && !(group === '' && isNamespaceSubresource(parts[2]))
  const namespace = isOfNamespace ? parts[1] : undefined
  const [plural, name, subresource, ...rest] = isOfNamespace ? parts.slice(2) : parts
  if (plural === undefined) return undefined
  return {
    group,
    version,
    plural,
    rest,
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
    ...(subresource !== undefined && { subresource }),
  }
}

/** The resource behind a path; 404 as for any unknown path when nothing of that name is served there. */
export function resourceRequest(resources: Resources, path: ResourcePath): ResourceRequest {
  const { group, version, plural, namespace, ...names } = path
  const served = resources.find(group, version, plural)
  if (served === undefined) throw unknownPath()
  if (namespace !== undefined && !served.namespaced) throw unknownPath()
  if (namespace === undefined && served.namespaced && names.name !== undefined) throw unknownPath()
  const place = served.namespaced ? namespace : ''
  return {
    ...names,
    served,
    resource: resources.stored(served),
    ...(place !== undefined && { namespace: place }),
  }
}

function isNamespaceSubresource(part: string | undefined): boolean {
  return part === 'status' || part === 'finalize'
}
