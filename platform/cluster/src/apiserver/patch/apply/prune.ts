import type { Schema } from '../../../machinery/schema/schema.ts'
import type { Schemas } from '../../../machinery/schema/schemas.ts'
import {
  difference,
  emptySet,
  type FieldSet,
  intersection,
  isEmpty,
  union,
  withNamedParents,
} from './field-set.ts'
import type { Owners } from './managers.ts'
import { removeFields } from './remove-fields.ts'
import { setOf } from './set-of.ts'

/**
 * Removes what the applier set last time and nobody owns now. A map or list goes with its last field only when the
 * applier set it too; what nobody owns stays, and holds its parents.
 */
export function prune(
  schemas: Schemas,
  schema: Schema | undefined,
  merged: unknown,
  last: FieldSet | undefined,
  owners: Owners,
): unknown {
  if (last === undefined || isEmpty(last)) return merged
  const setWithParents = (value: unknown) => withNamedParents(setOf(schemas, schema, value))
  const before = withNamedParents(last)
  const owned = withNamedParents([...owners.values()].map(({ fields }) => fields).reduce(union, emptySet))
  if (isEmpty(difference(before, owned))) return merged
  const whole = setWithParents(merged)
  const bare = removeFields(schemas, schema, merged, before)
  const withOwned = removeFields(
    schemas,
    schema,
    merged,
    difference(whole, union(setWithParents(bare), owned)),
  )
  const gone = intersection(difference(whole, setWithParents(withOwned)), before)
  return removeFields(schemas, schema, merged, gone)
}
