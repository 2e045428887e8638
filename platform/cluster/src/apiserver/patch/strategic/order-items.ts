/**
 * Puts merged items in the order that `$setElementOrder` gives; items that it does not name keep their place before
 * the named ones that they preceded in the old list.
 */
export function orderItems(
  merged: readonly unknown[],
  old: readonly unknown[],
  order: readonly unknown[],
  keyOf: (item: unknown) => string,
): unknown[] {
  const wanted = new Map(order.map((item, index) => [keyOf(item), index]))
  const position = (item: unknown) => wanted.get(keyOf(item))
  const named = merged.filter((item) => position(item) !== undefined)
  named.sort((a, b) => (position(a) ?? 0) - (position(b) ?? 0))
  const others = merged.filter((item) => position(item) === undefined)

  const before = new Map(old.map((item, index) => [keyOf(item), index]))
  const result: unknown[] = []
  let next = 0
  for (const item of named) {
    const at = before.get(keyOf(item))
    while (at !== undefined && next < others.length) {
      const other = before.get(keyOf(others[next]))
      if (other === undefined || other > at) break
      result.push(others[next++])
    }
    result.push(item)
  }
  return [...result, ...others.slice(next)]
}
