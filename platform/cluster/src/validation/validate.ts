import type { Api } from '../api/api.ts'
import type { Resource } from '../api/resource.ts'
import type { JsonObject } from '../json/json.ts'
import type { StoredObject } from '../store/store.ts'

export function validate(
  _api: Api,
  _resource: Resource,
  _draft: JsonObject,
  _old: StoredObject | undefined,
) {}
