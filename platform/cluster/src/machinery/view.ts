import type { JsonObject } from './json/json.ts'

/** Another version of a resource, which differs in more than its name: objects are stored as the hub has them. */
export interface View {
  hub: { group: string; version: string }
  toHub(object: JsonObject): JsonObject
  fromHub(object: JsonObject): JsonObject
}
