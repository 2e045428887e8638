import { live } from '../../registry/api.ts'
import { type Answer, ok } from '../answer.ts'
import type { ApiRequest } from '../api-request.ts'
import { encoderFor } from '../encode/encoder-for.ts'
import { targetOf } from '../object-target.ts'
import type { ResourceRequest } from '../resource-request.ts'
import type { ServerContext } from '../server-context.ts'

export function getObject(context: ServerContext, request: ApiRequest, asked: ResourceRequest): Answer {
  const encoder = encoderFor(context, request, asked.served)
  return ok(encoder.one(live(context.api, targetOf(asked))))
}
