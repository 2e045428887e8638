import type { Comparison } from './compare.ts'
import { difference, intersection, isEmpty, union } from './field-set.ts'
import type { Owner, Owners } from './managers.ts'

/** What others own of the fields that a write gives another value. */
export interface Conflict {
  owner: Owner
  fields: Owner['fields']
}

export function conflictsWith(owners: Owners, self: string, { added, modified }: Comparison): Conflict[] {
  const changed = union(added, modified)
  return [...owners]
    .filter(([key]) => key !== self)
    .map(([, owner]) => ({ owner, fields: intersection(owner.fields, changed) }))
    .filter(({ fields }) => !isEmpty(fields))
}

/** Others lose the fields that a write changed or removed. */
export function takeFields(owners: Owners, self: string, { added, modified, removed }: Comparison): void {
  const lost = union(union(added, modified), removed)
  for (const [key, owner] of owners) {
    if (key === self) continue
    const fields = difference(owner.fields, lost)
    if (isEmpty(fields)) owners.delete(key)
    else owners.set(key, { ...owner, fields })
  }
}
