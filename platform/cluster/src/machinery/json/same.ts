/** Whether two JSON values say the same; a property that is `undefined` counts as absent. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false
    return left.every((item, index) => sameJson(item, right[index]))
  }
  const a = left as Record<string, unknown>
  const b = right as Record<string, unknown>
  for (const key in a) {
    if (a[key] === b[key]) continue
    // A key may be called as something that every object inherits.
    if (!sameJson(a[key], Object.hasOwn(b, key) ? b[key] : undefined)) return false
  }
  for (const key in b) if (b[key] !== undefined && a[key] !== b[key] && !Object.hasOwn(a, key)) return false
  return true
}
