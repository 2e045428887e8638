import type { Api, WriteOptions } from '../../api/api.ts'
import type { Resource } from '../../api/resource.ts'
import type { JsonObject } from '../../json/json.ts'
import type { StoredObject } from '../../store/store.ts'

export function trackWrite(
  _api: Api,
  _resource: Resource,
  _old: StoredObject | undefined,
  _draft: JsonObject,
  _options: WriteOptions,
): void {}
