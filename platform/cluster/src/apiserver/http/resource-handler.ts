import type { Answer } from './answer.ts'
import type { ApiRequest } from './api-request.ts'
import type { ResourceRequest } from './resource-request.ts'
import type { ServerContext } from './server-context.ts'

/** Answers one verb on a resource or a subresource; refusals are thrown as `StatusError`. */
export type ResourceHandler = (
  context: ServerContext,
  request: ApiRequest,
  asked: ResourceRequest,
) => Answer | Promise<Answer>
