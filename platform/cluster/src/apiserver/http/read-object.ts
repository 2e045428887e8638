import { asString, type JsonObject } from '../../machinery/json/json.ts'
import { groupVersion, type Resource } from '../../machinery/resource.ts'
import { badRequest } from '../../machinery/status-error.ts'
import type { ApiRequest } from './api-request.ts'
import { type DecodedBody, requireObject } from './decode-body.ts'
import type { ServerContext } from './server-context.ts'

/** The value in a request's body, whatever its form. */
export async function readBodyValue({ bodies }: ServerContext, request: ApiRequest): Promise<DecodedBody> {
  return bodies.decode(await request.body(), request.headers['content-type'])
}

/** The object in a body; 400 when it is not an object, or one of another kind. */
export function readObject(served: Resource, { value }: DecodedBody): JsonObject {
  const object = requireObject(value)
  requireKind(served, object)
  return object
}

/** An object may leave out what the path says already. */
function requireKind(served: Resource, object: JsonObject): void {
  const apiVersion = asString(object.apiVersion)
  const kind = asString(object.kind)
  const expected = groupVersion(served)
  if (kind !== '' && kind !== served.kind) {
    throw badRequest(
      `${kind} in version ${JSON.stringify(apiVersion)} cannot be handled as a ${served.kind}: the kind in the data (${kind}) does not match the expected kind (${served.kind})`,
    )
  }
  if (apiVersion !== '' && apiVersion !== expected) {
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${expected})`,
    )
  }
}
