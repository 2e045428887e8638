import { asObject, asString, type JsonObject } from '../../machinery/json/json.ts'
import { badRequest } from '../../machinery/status-error.ts'
import type { ResourceRequest } from './resource-request.ts'

/** The object must agree with the path that it was sent to; a new one of the whole cluster may name a namespace. */
export function requireSamePlace({ resource, namespace, name }: ResourceRequest, object: JsonObject): void {
  const given = asObject(object.metadata)
  const isNewOfCluster = !resource.namespaced && name === undefined
  if (!isNewOfCluster && asString(given.namespace) !== '' && given.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  // A name of another type is refused when the object is decoded.
  if (name !== undefined && typeof given.name === 'string' && given.name !== name) {
    throw badRequest(`the name of the object (${given.name}) does not match the name on the URL (${name})`)
  }
}
