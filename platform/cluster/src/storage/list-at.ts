import type { StoredObject } from '../machinery/objects.ts'
import type { Change } from './change.ts'

/**
 * A list as it was at an earlier version: `now`, with the changes since then undone. `changes` are those of the same
 * resource and namespace, oldest first.
 */
export function listBefore(
  now: readonly StoredObject[],
  changes: readonly Change[],
): readonly StoredObject[] {
  if (changes.length === 0) return now
  const then = new Map(now.map((object) => [keyOf(object), object]))
  for (const { type, object, old } of changes.toReversed()) {
    if (type === 'ADDED' || old === undefined) then.delete(keyOf(object))
    else then.set(keyOf(object), old)
  }
  return [...then.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object)
}

/** The order of lists: by namespace, then name. */
export function keyOf({ metadata }: StoredObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`
}
