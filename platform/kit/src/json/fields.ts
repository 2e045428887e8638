/** The value at a path of keys and indices, or undefined where the path ends early. */
export function field(value: unknown, ...path: (string | number)[]): unknown {
  let at = value
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = (at as Record<string | number, unknown>)[key]
  }
  return at ?? undefined
}

export function textField(value: unknown, ...path: (string | number)[]): string | undefined {
  const found = field(value, ...path)
  return typeof found === 'string' ? found : undefined
}

export function numberField(value: unknown, ...path: (string | number)[]): number | undefined {
  const found = field(value, ...path)
  return typeof found === 'number' ? found : undefined
}

/** An empty list where there is none. */
export function listField(value: unknown, ...path: (string | number)[]): unknown[] {
  const found = field(value, ...path)
  return Array.isArray(found) ? found : []
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
