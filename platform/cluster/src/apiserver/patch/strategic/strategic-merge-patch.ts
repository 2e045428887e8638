import { isObject, type JsonObject } from '../../../machinery/json/json.ts'
import type { Resource } from '../../../machinery/resource.ts'
import type { Schemas } from '../../../machinery/schema/schemas.ts'
import { badRequest } from '../../../machinery/status-error.ts'
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
