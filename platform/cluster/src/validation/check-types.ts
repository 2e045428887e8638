import type { Api } from '../api/api.ts'
import type { Resource } from '../api/resource.ts'
import type { JsonObject } from '../json/json.ts'
import { decodeObject } from './decode-object.ts'

/** Refuses with upstream's 400 what `decodeObject` cannot decode, such as a text where a number belongs. */
export function checkTypes(api: Api, resource: Resource, object: JsonObject): void {
  decodeObject(api.schemas, resource, object)
}
