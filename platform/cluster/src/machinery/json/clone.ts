/** A copy of plain JSON that may be changed; properties whose value is `undefined` are left out, as JSON would. */
export function cloneJson<T>(value: T): T {
  if (Array.isArray(value)) return value.map(cloneJson) as T
  if (typeof value !== 'object' || value === null) return value
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    const child = (value as Record<string, unknown>)[key]
    if (child !== undefined) setField(copy, key, cloneJson(child))
  }
  return copy as T
}

/** Sets a field of any name: JSON may call one `__proto__`, where an assignment would change the prototype instead. */
export function setField(target: object, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true })
  } else {
    ;(target as Record<string, unknown>)[name] = value
  }
}
