import { methodNotAllowed } from '../../../machinery/status-error.ts'
import type { Answer } from '../answer.ts'
import type { ApiRequest } from '../api-request.ts'
import { readBodyValue, readObject } from '../read-object.ts'
import type { ResourceRequest } from '../resource-request.ts'
import type { ServerContext } from '../server-context.ts'
import { writeObject } from '../write-object.ts'

/** POST on a collection. */
export async function createObject(
  context: ServerContext,
  request: ApiRequest,
  asked: ResourceRequest,
): Promise<Answer> {
  if (asked.name !== undefined) throw methodNotAllowed()
  return writeObject(context, request, asked, {
    read: readBodyValue,
    next: (body) => ({ object: readObject(asked.served, body), isNew: true }),
  })
}
