import { methodNotAllowed } from '../../../machinery/status-error.ts'
import { warningsFor } from '../../not-enforced/not-enforced.ts'
import { create, requireSamePlace } from '../../registry/create.ts'
import type { Answer } from '../answer.ts'
import type { ApiRequest } from '../api-request.ts'
import { encoderFor } from '../encode/encoder-for.ts'
import { readObject } from '../read-object.ts'
import type { ResourceRequest } from '../resource-request.ts'
import type { ServerContext } from '../server-context.ts'
import { writeOptions } from '../write-options.ts'

export async function createObject(
  context: ServerContext,
  request: ApiRequest,
  asked: ResourceRequest,
): Promise<Answer> {
  const { resource, namespace, name } = asked
  if (name !== undefined || namespace === undefined) throw methodNotAllowed()
  const encoder = encoderFor(context, request, asked.served)
  const options = writeOptions(request)
  const { object, warnings } = await readObject(context, request, asked)
  if (resource.namespaced) requireSamePlace({ namespace }, object)
  const created = create(context.api, resource, namespace, object, options)
  return { code: 201, json: encoder.one(created), warnings: [...warnings, ...warningsFor(resource, object)] }
}
