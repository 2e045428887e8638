import type { Resource } from '../../api/resource.ts'
import { methodNotAllowed, unknownPath } from '../../api/status-error.ts'
import type { ResourceHandler } from '../resource-handler.ts'
import type { ResourceRequest } from '../resource-request.ts'
import { getObject } from '../verbs/get.ts'
import { patchObject } from '../verbs/patch.ts'
import { updateObject } from '../verbs/update.ts'

export interface Subresource {
  readonly methods: { readonly [method: string]: ResourceHandler }
  /** What discovery says where it is another kind than the resource's. */
  readonly discovery?: { kind: string; group?: string; version?: string }
}

const status: Subresource = { methods: { GET: getObject, PUT: updateObject, PATCH: patchObject } }

/** What a resource offers below its objects, by name. */
export function subresourcesOf(resource: Resource): { readonly [name: string]: Subresource } {
  return { ...(resource.hasStatus && { status }) }
}

/** The handler of a path's subresource: 404 where the resource has none of that name, 405 for another method. */
export function findSubresource({ resource, subresource = '' }: ResourceRequest): ResourceHandler {
  const all = subresourcesOf(resource)
  const found = Object.hasOwn(all, subresource) ? all[subresource] : undefined
  if (found === undefined) throw unknownPath()
  return (context, request, asked) => {
    const handler = Object.hasOwn(found.methods, request.method) ? found.methods[request.method] : undefined
    if (handler === undefined) throw methodNotAllowed()
    return handler(context, request, asked)
  }
}
