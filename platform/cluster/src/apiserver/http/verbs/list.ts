import { listObjects } from '../../registry/list.ts'
import { type Answer, ok } from '../answer.ts'
import type { ApiRequest } from '../api-request.ts'
import { encoderFor } from '../encode/encoder-for.ts'
import { objectFilter } from '../object-filter.ts'
import { countParameter } from '../query.ts'
import type { ResourceRequest } from '../resource-request.ts'
import type { ServerContext } from '../server-context.ts'

export function listCollection(context: ServerContext, request: ApiRequest, asked: ResourceRequest): Answer {
  const { query } = request
  const encoder = encoderFor(context, request, asked.served)
  const limit = countParameter(query, 'limit')
  const list = listObjects(context.api, asked.resource, objectFilter(asked, query), {
    ...(limit !== undefined && { limit }),
    continue: query.get('continue') ?? '',
    resourceVersion: query.get('resourceVersion') ?? '',
    resourceVersionMatch: query.get('resourceVersionMatch') ?? '',
  })
  const meta = {
    resourceVersion: String(list.version),
    ...(list.continue !== undefined && { continue: list.continue }),
    ...(list.remaining !== undefined && { remainingItemCount: list.remaining }),
  }
  return ok(encoder.list(list.items, meta))
}
