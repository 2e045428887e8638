import { cloneJson, setField } from '../../machinery/json/clone.ts'
import { isObject, type JsonDraft, type JsonObject, ownField } from '../../machinery/json/json.ts'
import { badRequest } from '../../machinery/status-error.ts'

/** A merge patch (RFC 7386), into `target` in place: null removes, objects merge, everything else replaces. */
export function applyMergePatch(target: JsonDraft, patch: unknown): JsonDraft {
  if (!isObject(patch)) throw badRequest('Invalid JSON Patch: a merge patch must be a JSON object')
  return merge(target, patch)
}

function merge(target: JsonDraft, patch: JsonObject): JsonDraft {
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) {
      delete target[name]
    } else if (isObject(value)) {
      const old = ownField(target, name)
      setField(target, name, merge(isObject(old) ? old : {}, value))
    } else {
      setField(target, name, cloneJson(value))
    }
  }
  return target
}
