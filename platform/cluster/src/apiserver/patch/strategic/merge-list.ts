import { isObject, type JsonObject } from '../../../machinery/json/json.ts'
import type { Schema } from '../../../machinery/schema/schema.ts'
import { badRequest } from '../../../machinery/status-error.ts'
import { patchDirective, plain } from './directives.ts'
import { orderItems } from './order-items.ts'

interface ListDirectives {
  order: readonly unknown[] | undefined
  gone: readonly unknown[] | undefined
}

/** Merges the patch of an item into the item, in place, or returns what replaces it. */
type MergeItem = (item: JsonObject, patch: JsonObject) => JsonObject

/** Merges a list whose strategy is `merge`: values as a set, objects by their merge key. */
export function mergeList(
  schema: Schema | undefined,
  old: readonly unknown[],
  patch: readonly unknown[],
  { order, gone = [] }: ListDirectives,
  mergeItem: MergeItem,
): unknown[] {
  const mergeKey = schema?.['x-kubernetes-patch-merge-key']
  if (mergeKey === undefined) {
    const unwanted = new Set(gone)
    const kept = old.filter((value) => !unwanted.has(value))
    const merged = [...new Set([...kept, ...patch])]
    return order === undefined ? merged : orderItems(merged, old, order, String)
  }
  const keyOf = (item: unknown) => String(keyValue(item, mergeKey))
  const merged = mergeItems(old, patch, mergeKey, mergeItem)
  return order === undefined ? merged : orderItems(merged, old, order, keyOf)
}

function mergeItems(
  old: readonly unknown[],
  patch: readonly unknown[],
  mergeKey: string,
  mergeItem: MergeItem,
): unknown[] {
  const items = patch.map((item) => (isObject(item) ? item : notAnObject(item)))
  if (items.some((item) => item[patchDirective] === 'replace' && item[mergeKey] === undefined)) {
    return items.filter((item) => item[mergeKey] !== undefined).map(plain)
  }
  const merged: unknown[] = [...old]
  const positions = new Map(merged.map((item, index) => [isObject(item) ? item[mergeKey] : undefined, index]))
  for (const item of items) {
    const key = keyValue(item, mergeKey)
    const index = positions.get(key) ?? merged.length
    const found = merged[index]
    if (item[patchDirective] === 'delete') {
      if (index < merged.length) merged[index] = undefined
      positions.delete(key)
    } else if (isObject(found)) {
      merged[index] = mergeItem(found, item)
    } else {
      merged[index] = plain(item)
      positions.set(key, index)
    }
  }
  return merged.filter((item) => item !== undefined)
}

function keyValue(item: unknown, mergeKey: string): unknown {
  const value = isObject(item) ? item[mergeKey] : undefined
  if (value !== undefined) return value
  throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${mergeKey}`)
}

function notAnObject(item: unknown): JsonObject {
  throw badRequest(`invalid patch: a list that is merged by key has the item ${JSON.stringify(item)}`)
}
