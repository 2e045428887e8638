import { asObject, type JsonObject } from '../../../machinery/json/json.ts'
import { invalid } from '../../../machinery/status-error.ts'
import type { Answer } from '../answer.ts'
import type { ApiRequest } from '../api-request.ts'
import { targetOf } from '../object-target.ts'
import { readBodyValue, readObject } from '../read-object.ts'
import type { ResourceRequest } from '../resource-request.ts'
import type { ServerContext } from '../server-context.ts'
import { writeObject } from '../write-object.ts'

/** PUT on an object, or on its status. */
export async function updateObject(
  context: ServerContext,
  request: ApiRequest,
  asked: ResourceRequest,
): Promise<Answer> {
  targetOf(asked)
  return writeObject(context, request, asked, {
    read: readBodyValue,
    next: (body) => ({
      object: readObject(asked.served, body),
      isNew: false,
      complete: (object) => requireVersion(asked, object),
    }),
  })
}

/** Custom resources are not overwritten blindly, as upstream. */
function requireVersion({ resource, name = '' }: ResourceRequest, object: JsonObject): JsonObject {
  if (resource.custom === undefined || asObject(object.metadata).resourceVersion) return object
  const message = 'Invalid value: 0: must be specified for an update'
  throw invalid(resource, name, [{ reason: 'FieldValueInvalid', message, field: 'metadata.resourceVersion' }])
}
