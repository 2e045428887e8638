import { setField } from '../../../machinery/json/clone.ts'
import { isObject, type JsonObject } from '../../../machinery/json/json.ts'
import type { Schema } from '../../../machinery/schema/schema.ts'
import type { Schemas } from '../../../machinery/schema/schemas.ts'
import { fieldSchema, shapeOf } from '../../../machinery/schema/shape.ts'
import { type FieldSet, isEmpty } from './field-set.ts'
import { fieldElement, itemElement } from './path-element.ts'

/** The value without the fields of the set; what is below a removed field goes with it, an emptied parent stays. */
export function removeFields(
  schemas: Schemas,
  schema: Schema | undefined,
  value: unknown,
  set: FieldSet,
): unknown {
  if (isEmpty(set)) return value
  const shape = shapeOf(schemas, schema, value)
  if (shape.kind === 'map' && isObject(value)) {
    const rest: JsonObject = {}
    for (const [name, child] of Object.entries(value)) {
      const below = set.children.get(fieldElement(name))
      if (below?.isMember) continue
      const next = below ? removeFields(schemas, fieldSchema(shape.schema, name), child, below) : child
      setField(rest, name, next)
    }
    return rest
  }
  if ((shape.kind === 'set' || shape.kind === 'keyed') && Array.isArray(value)) {
    return value.flatMap((item) => {
      const below = set.children.get(itemElement(schemas, shape, item) ?? '')
      if (below?.isMember) return []
      return [below ? removeFields(schemas, shape.schema.items, item, below) : item]
    })
  }
  return value
}
