export type JsonObject = Record<string, unknown>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value as an object to read from: anything else reads as empty. */
export function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function asString(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** The value at a path of field names, or `undefined` where a step is missing. */
export function at(value: unknown, ...path: string[]): unknown {
  let current = value
  for (const step of path) {
    if (!isObject(current)) return undefined
    current = current[step]
  }
  return current
}
