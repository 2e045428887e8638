import { methodNotAllowed } from '../../machinery/status-error.ts'
import type { Answer } from './answer.ts'
import type { ApiRequest } from './api-request.ts'
import { boolParameter } from './query.ts'
import { type ResourcePath, resourceRequest } from './resource-request.ts'
import type { ServerContext } from './server-context.ts'
import { findSubresource } from './subresources/subresources.ts'
import { createObject } from './verbs/create.ts'
import { deleteCollection, deleteOne } from './verbs/delete.ts'
import { getObject } from './verbs/get.ts'
import { listCollection } from './verbs/list.ts'
import { patchObject } from './verbs/patch.ts'
import { updateObject } from './verbs/update.ts'
import { watchCollection } from './verbs/watch.ts'

/** Answers for a path that names a stored resource: by subresource first, then by the verb of the method. */
export function handleResource(
  context: ServerContext,
  request: ApiRequest,
  path: ResourcePath,
): Answer | Promise<Answer> {
  const asked = resourceRequest(context.api.resources, path)
  if (asked.subresource !== undefined) {
    return findSubresource(asked)(context, request, asked)
  }
  const isOne = asked.name !== undefined
  switch (request.method) {
    case 'GET':
      if (boolParameter(request.query, 'watch')) return watchCollection(context, request, asked)
      return isOne ? getObject(context, request, asked) : listCollection(context, request, asked)
    case 'POST':
      return createObject(context, request, asked)
    case 'PUT':
      return updateObject(context, request, asked)
    case 'PATCH':
      return patchObject(context, request, asked)
    case 'DELETE':
      return isOne ? deleteOne(context, request, asked) : deleteCollection(context, request, asked)
    default:
      throw methodNotAllowed()
  }
}
