/** A copy of plain JSON that may be changed; properties whose value is `undefined` are left out, as JSON would. */
export function cloneJson<T>(value: T): T {
  if (Array.isArray(value)) return value.map(cloneJson) as T
  if (typeof value !== 'object' || value === null) return value
  const copy: Record<string, unknown> = {}
  for (const [key, child] of Object.entries(value)) {
    if (child === undefined) continue
    if (key === '__proto__') define(copy, key, cloneJson(child))
    else copy[key] = cloneJson(child)
  }
  return copy as T
}

/** JSON may name a field `__proto__`: an assignment would change the prototype instead. */
function define(target: object, key: string, value: unknown) {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}
