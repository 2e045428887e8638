import type { Resource } from '../../api/resource.ts'
import { badRequest } from '../../api/status-error.ts'
import { isObject, type JsonObject } from '../../json/json.ts'
import type { Schemas } from '../../schema/schemas.ts'
import { mergeMap } from './merge-map.ts'

/**
 * A strategic merge patch (Kubernetes: Update API Objects in Place Using kubectl patch), into `target` in place: as a
 * merge patch, but lists that have a merge key are merged item by item, and `$` directives say what a merge cannot.
 */
export function applyStrategicMergePatch(
  schemas: Schemas,
  resource: Resource,
  target: JsonObject,
  patch: unknown,
): JsonObject {
  if (!isObject(patch)) throw badRequest('the patch must be a JSON object')
  return mergeMap(schemas, schemas.of(resource), target, patch)
}
