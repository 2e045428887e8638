/** Roughly how many bytes a JSON value takes in memory: to bound what is kept, not to account for it. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return 16 + value.length
  if (typeof value !== 'object' || value === null) return 8
  let size = 32
  if (Array.isArray(value)) {
    for (const item of value) size += sizeOf(item)
  } else {
    for (const key in value) size += 8 + sizeOf((value as Record<string, unknown>)[key])
  }
  return size
}
