import { cloneJson } from '../../machinery/json/clone.ts'
import type { JsonObject } from '../../machinery/json/json.ts'
import type { Resource } from '../../machinery/resource.ts'
import { unsupportedMediaType } from '../../machinery/status-error.ts'
import type { Api } from '../registry/api.ts'
import { applyJsonPatch } from './json-patch.ts'
import { applyMergePatch } from './merge-patch.ts'
import { applyStrategicMergePatch } from './strategic/strategic-merge-patch.ts'

const jsonPatch = 'application/json-patch+json'
const mergePatch = 'application/merge-patch+json'
const strategicMergePatch = 'application/strategic-merge-patch+json'
export const applyPatchYaml = 'application/apply-patch+yaml'

/**
 * The object as the patch wants it: a copy, `old` stays as it is. A patch that cannot be read is a 400, one that does
 * not fit the object a 422, a type that the resource does not take a 415. Server-side apply has its own function.
 */
export function applyPatch(
  api: Api,
  resource: Resource,
  old: JsonObject,
  contentType: string,
  body: unknown,
): JsonObject {
  const draft = cloneJson(old)
  switch (contentType) {
    case jsonPatch:
      return applyJsonPatch(draft, body)
    case mergePatch:
      return applyMergePatch(draft, body)
    case strategicMergePatch:
      if (resource.custom !== undefined) throw unsupportedMediaType(patchTypes(resource))
      return applyStrategicMergePatch(api.schemas, resource, draft, body)
    default:
      throw unsupportedMediaType(patchTypes(resource))
  }
}

/** The media types that a patch of this resource may have; strategic merge needs Go types, which custom resources lack. */
export function patchTypes({ custom }: Pick<Resource, 'custom'>): string[] {
  return custom === undefined
    ? [jsonPatch, mergePatch, strategicMergePatch, applyPatchYaml]
    : [jsonPatch, mergePatch, applyPatchYaml]
}
