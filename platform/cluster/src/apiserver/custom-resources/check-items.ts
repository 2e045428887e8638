import { isObject, ownField } from '../../machinery/json/json.ts'
import type { Schema } from '../../machinery/schema/schema.ts'
import { fieldSchema } from '../../machinery/schema/shape.ts'
import type { Causes } from '../admission/validation/causes.ts'

/** A list's length, and that no item of a set or map comes twice. */
export function checkItems(schema: Schema, list: readonly unknown[], field: string, causes: Causes): void {
  const { minItems, maxItems } = schema
  if (minItems !== undefined && list.length < minItems) {
    causes.invalid(field, list.length, `${field} in body should have at least ${minItems} items`)
  }
  if (maxItems !== undefined && list.length > maxItems) causes.tooMany(field, list.length, maxItems)
  const listType = schema['x-kubernetes-list-type']
  if (listType !== 'set' && listType !== 'map') return
  const keys = listType === 'map' ? (schema['x-kubernetes-list-map-keys'] ?? []) : undefined
  const seen = new Set<string>()
  for (const [index, item] of list.entries()) {
    const identity = keys === undefined ? item : pick(item, keys, schema.items)
    const text = JSON.stringify(identity)
    if (seen.has(text)) causes.duplicate(`${field}[${index}]`, identity)
    seen.add(text)
  }
}

function pick(item: unknown, keys: readonly string[], schema: Schema | undefined): unknown {
  if (!isObject(item)) return item
  return Object.fromEntries(
    keys.map((key) => [key, ownField(item, key) ?? fieldSchema(schema, key)?.default ?? null]),
  )
}
