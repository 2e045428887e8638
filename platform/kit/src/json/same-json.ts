import { isRecord } from './fields.ts'

/** Whether two JSON values are equal; the order of keys does not count, and an absent key equals undefined. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => sameJson(item, right[index]))
  }
  if (!isRecord(left) || !isRecord(right)) return false
  for (const key in left) {
    if (left[key] === right[key]) continue
    // A key may be called as something that every object inherits.
    if (!sameJson(left[key], Object.hasOwn(right, key) ? right[key] : undefined)) return false
  }
  for (const key in right) {
    if (right[key] !== undefined && left[key] !== right[key] && !Object.hasOwn(left, key)) return false
  }
  return true
}
