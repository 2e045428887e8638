/** An IPv4 range; `first` and `last` are addresses as numbers. */
export interface Range {
  first: number
  last: number
  bits: number
}

/** Reads `10.10.0.0/16`; undefined for anything else, including a range that does not start at its network address. */
export function parseRange(text: string): Range | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text)
  if (match === null) return undefined
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = match.slice(1).map(Number)
  if ([a, b, c, d].some((octet) => octet > 255) || bits > 32) return undefined
  const first = ((a * 256 + b) * 256 + c) * 256 + d
  const size = 2 ** (32 - bits)
  return first % size === 0 ? { first, last: first + size - 1, bits } : undefined
}

export function overlap(a: Range, b: Range): boolean {
  return a.first <= b.last && b.first <= a.last
}

export function contains(outer: Range, inner: Range): boolean {
  return outer.first <= inner.first && inner.last <= outer.last
}
