import { asObject, asString, type JsonObject } from '../../machinery/json/json.ts'
import type { StoredObject } from '../../machinery/objects.ts'
import { conflict, staleMessage } from '../../machinery/status-error.ts'
import { type Api, live, type Target, type WriteOptions } from './api.ts'
import { write } from './write.ts'

/** Replaces an object, or its status; 409 when the version or uid that is given is not the live one. */
export function update(
  api: Api,
  target: Target,
  given: JsonObject,
  options: WriteOptions = {},
): StoredObject {
  const old = live(api, target)
  requirePreconditions(target, old, asObject(given.metadata))
  return write(api, target, old, given, options)
}

function requirePreconditions({ resource, name }: Target, { metadata }: StoredObject, given: JsonObject) {
  // What is not text is refused when the object is decoded.
  const [uid, resourceVersion] = [asString(given.uid), asString(given.resourceVersion)]
  if (resourceVersion !== '' && resourceVersion !== metadata.resourceVersion)
    throw conflict(resource, name, staleMessage)
  if (uid !== '' && uid !== metadata.uid) {
    const because = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`
    throw conflict(resource, name, because)
  }
}
