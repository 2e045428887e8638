import { setField } from '../../../machinery/json/clone.ts'
import { isObject, type JsonDraft, type JsonObject, ownField } from '../../../machinery/json/json.ts'
import type { Schema } from '../../../machinery/schema/schema.ts'
import type { Schemas } from '../../../machinery/schema/schemas.ts'
import { fieldSchema } from '../../../machinery/schema/shape.ts'
import { badRequest } from '../../../machinery/status-error.ts'
import {
  directedFields,
  isListDirective,
  listDirectives,
  patchDirective,
  plain,
  retainKeys,
} from './directives.ts'
import { mergeList } from './merge-list.ts'

/** Merges the patch into the map in place, or returns what replaces it. */
export function mergeMap(
  schemas: Schemas,
  given: Schema | undefined,
  target: JsonDraft,
  patch: JsonObject,
): JsonDraft {
  const directive = patch[patchDirective]
  if (directive === 'replace') return plain(patch) as JsonObject
  if (directive === 'delete') return {}
  if (directive !== undefined && directive !== 'merge') {
    throw badRequest(`Unrecognized $patch directive: ${JSON.stringify(directive)}`)
  }
  const schema = schemas.resolve(given)
  retain(target, patch)
  for (const name of new Set([...Object.keys(patch), ...directedFields(patch)])) {
    if (name === patchDirective || name === retainKeys || isListDirective(name)) continue
    const next = mergeField(schemas, fieldSchema(schema, name), ownField(target, name), patch, name)
    if (next === undefined) delete target[name]
    else setField(target, name, next)
  }
  return target
}

function mergeField(
  schemas: Schemas,
  schema: Schema | undefined,
  old: unknown,
  patch: JsonObject,
  name: string,
): unknown {
  const value = ownField(patch, name)
  if (value === null) return undefined
  const strategies = (schema?.['x-kubernetes-patch-strategy'] ?? '').split(',')
  const directives = listDirectives(patch, name)
  if (Array.isArray(old) && (Array.isArray(value) || value === undefined)) {
    if (!strategies.includes('merge')) return value === undefined ? old : plain(value)
    const mergeItem = (item: JsonObject, change: JsonObject) => mergeMap(schemas, schema?.items, item, change)
    return mergeList(schema, old, value ?? [], directives, mergeItem)
  }
  if (value === undefined) return old
  if (!isObject(value)) return plain(value)
  if (value[patchDirective] === 'delete') return undefined
  if (isObject(old) && !strategies.includes('replace')) return mergeMap(schemas, schema, old, value)
  return plain(value)
}

/** `$retainKeys` lists every field that may stay: what a union's other members left behind goes. */
function retain(target: JsonDraft, patch: JsonObject) {
  const kept = patch[retainKeys]
  if (kept === undefined) return
  if (!Array.isArray(kept))
    throw badRequest('invalid patch format of $retainKeys: it must be a list of field names')
  const keptNames = new Set(kept)
  const missing = Object.entries(patch).find(
    ([name, value]) => !name.startsWith('$') && value !== null && !keptNames.has(name),
  )
  if (missing !== undefined) {
    throw badRequest(
      `invalid patch: $retainKeys does not list the field ${JSON.stringify(missing[0])} that the patch sets`,
    )
  }
  for (const name of Object.keys(target)) if (!keptNames.has(name)) delete target[name]
}
