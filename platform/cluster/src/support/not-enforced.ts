import type { Resource } from '../api/resource.ts'
import type { JsonObject } from '../json/json.ts'

/** What the object asks for that this cluster stores but does not do: one short sentence each, for the `Warning` header. */
export function warningsFor(_resource: Resource, _object: JsonObject): string[] {
  return []
}
