import type { Resource } from '../../api/resource.ts'
import { badRequest } from '../../api/status-error.ts'
import { isObject, type JsonObject } from '../../json/json.ts'
import type { Schemas } from '../../schema/schemas.ts'
import { applyMergePatch } from '../merge-patch.ts'

/** A strategic merge patch (Kubernetes: Update API Objects in Place), into `target` in place. */
export function applyStrategicMergePatch(
  _schemas: Schemas,
  _resource: Resource,
  target: JsonObject,
  patch: unknown,
): JsonObject {
  if (!isObject(patch)) throw badRequest('Invalid JSON Patch: a strategic merge patch must be a JSON object')
  return applyMergePatch(target, patch)
}
