import { setField } from './clone.ts'
import { isObject, type JsonObject } from './json.ts'

/** A copy in which each half of a surrogate pair, which no UTF-8 can carry, is U+FFFD, as Go decodes it. */
export function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  if (Array.isArray(value)) return value.map(wellFormed)
  if (!isObject(value)) return value
  const copy: JsonObject = {}
  for (const [name, child] of Object.entries(value)) setField(copy, name.toWellFormed(), wellFormed(child))
  return copy
}
