import { setField } from '../../../machinery/json/clone.ts'
import { isObject, type JsonDraft, type JsonObject, ownField } from '../../../machinery/json/json.ts'
import type { Schema } from '../../../machinery/schema/schema.ts'
import type { Schemas } from '../../../machinery/schema/schemas.ts'
import { fieldSchema, type Shape } from '../../../machinery/schema/shape.ts'

/** One step of a field path in the form of `fieldsV1`: `f:NAME`, `k:{"KEY":VALUE}` for an item by its keys, `v:VALUE`. */
export type PathElement = string

export function fieldElement(name: string): PathElement {
  return `f:${name}`
}

/** The step to an item of a set or a keyed list; `undefined` when the item lacks a key that has no default. */
export function itemElement(
  schemas: Schemas,
  shape: Extract<Shape, { kind: 'set' | 'keyed' }>,
  item: unknown,
): PathElement | undefined {
  if (shape.kind === 'set') return `v:${canonical(item)}`
  if (!isObject(item)) return undefined
  const itemSchema = schemas.resolve(shape.schema.items)
  const keys: JsonDraft = {}
  for (const key of shape.keys) {
    const value = ownField(item, key) ?? keyDefault(schemas, itemSchema, key)
    if (value === undefined) return undefined
    setField(keys, key, value)
  }
  return `k:${canonical(keys)}`
}

function keyDefault(schemas: Schemas, item: Schema | undefined, key: string): unknown {
  const schema = fieldSchema(item, key)
  return schema?.default ?? schemas.resolve(schema)?.default
}

/** The element in its one spelling, so that equal elements are equal texts; `undefined` for one that is none. */
export function parseElement(text: string): PathElement | undefined {
  const rest = text.slice(2)
  switch (text.slice(0, 2)) {
    case 'f:':
      return text
    case 'i:':
      return /^\d+$/.test(rest) ? text : undefined
    case 'k:':
    case 'v:':
      try {
        return `${text.slice(0, 2)}${canonical(JSON.parse(rest))}`
      } catch {
        return undefined
      }
    default:
      return undefined
  }
}

/** A path as messages show it: `.spec.containers[name="web"].image`. */
export function displayPath(path: readonly PathElement[]): string {
  return path.map(displayElement).join('')
}

function displayElement(element: PathElement): string {
  const rest = element.slice(2)
  if (element.startsWith('f:')) return `.${rest}`
  if (element.startsWith('i:')) return `[${rest}]`
  if (element.startsWith('v:')) return `[=${rest}]`
  const keys = Object.entries(JSON.parse(rest) as JsonObject)
  return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value ?? null)
  const fields = Object.keys(value).sort()
  return `{${fields.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`
}
