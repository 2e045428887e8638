import { asObject, type JsonObject } from '../../../machinery/json/json.ts'
import { invalid } from '../../../machinery/status-error.ts'
import { warningsFor } from '../../not-enforced/not-enforced.ts'
import { requireSamePlace } from '../../registry/create.ts'
import { update } from '../../registry/update.ts'
import { type Answer, ok } from '../answer.ts'
import type { ApiRequest } from '../api-request.ts'
import { encoderFor } from '../encode/encoder-for.ts'
import { targetOf } from '../object-target.ts'
import { readObject } from '../read-object.ts'
import type { ResourceRequest } from '../resource-request.ts'
import type { ServerContext } from '../server-context.ts'
import { writeOptions } from '../write-options.ts'

/** PUT on an object, or on its status. */
export async function updateObject(
  context: ServerContext,
  request: ApiRequest,
  asked: ResourceRequest,
): Promise<Answer> {
  const target = targetOf(asked)
  const { resource } = asked
  const encoder = encoderFor(context, request, asked.served)
  const options = writeOptions(request)
  const { object, warnings } = await readObject(context, request, asked)
  requireSamePlace(target, object)
  if (resource.custom !== undefined) requireVersion(asked, object)
  const updated = update(context.api, target, object, {
    ...options,
    ...(asked.subresource === 'status' && { subresource: 'status' }),
  })
  return ok(encoder.one(updated), [...warnings, ...warningsFor(resource, object)])
}

/** Custom resources are not overwritten blindly, as upstream. */
function requireVersion({ resource, name = '' }: ResourceRequest, object: JsonObject): void {
  if (asObject(object.metadata).resourceVersion) return
  const message = 'Invalid value: 0: must be specified for an update'
  throw invalid(resource, name, [{ reason: 'FieldValueInvalid', message, field: 'metadata.resourceVersion' }])
}
