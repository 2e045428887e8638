import type { JsonObject } from '../../machinery/json/json.ts'
import type { StoredObject } from '../../machinery/objects.ts'
import type { Resource } from '../../machinery/resource.ts'
import type { Api, WriteOptions } from './api.ts'
import { write } from './write.ts'

/** Adds an object, with a name of its own where `generateName` asks for one; 409 for a name that is taken. */
export function create(
  api: Api,
  resource: Resource,
  namespace: string,
  given: JsonObject,
  options: WriteOptions = {},
): StoredObject {
  return write(api, { resource, namespace }, undefined, given, options)
}
