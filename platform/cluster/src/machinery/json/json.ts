/** An object that is only read: what was parsed, and every object that the store holds. */
export type JsonObject = { readonly [field: string]: unknown }

/** An object in the making, which only its maker has: it may be changed. */
export type JsonDraft = { [field: string]: unknown }

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The same of a value that its maker still fills in. */
export function isDraft(value: unknown): value is JsonDraft {
  return isObject(value)
}

/** The value as an object to read from: anything else reads as empty. */
export function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

/** The same of an object in the making: anything else is a new empty one. */
export function asDraft(value: unknown): JsonDraft {
  return isObject(value) ? value : {}
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function asString(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** The value of a field, never of one that every object inherits: a stranger may name it `constructor`. */
export function ownField(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/** The value at a path of field names, or `undefined` where a step is missing. */
export function at(value: unknown, ...path: string[]): unknown {
  let current = value
  for (const step of path) {
    if (!isObject(current)) return undefined
    current = ownField(current, step)
  }
  return current
}
