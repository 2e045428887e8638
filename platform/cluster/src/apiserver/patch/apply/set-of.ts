import { isObject } from '../../../machinery/json/json.ts'
import type { Schema } from '../../../machinery/schema/schema.ts'
import type { Schemas } from '../../../machinery/schema/schemas.ts'
import { fieldSchema, isStructField, shapeOf } from '../../../machinery/schema/shape.ts'
import { type FieldSet, FieldSetBuilder } from './field-set.ts'
import { fieldElement, itemElement } from './path-element.ts'

/** The fields that a configuration sets: its leaves, and the items of lists and maps that have an identity. */
export function setOf(schemas: Schemas, schema: Schema | undefined, value: unknown): FieldSet {
  const root = new FieldSetBuilder()
  collect(schemas, schema, value, root)
  return root.build()
}

function collect(schemas: Schemas, schema: Schema | undefined, value: unknown, into: FieldSetBuilder): void {
  const shape = shapeOf(schemas, schema, value)
  if (shape.kind === 'leaf') {
    into.isMember = true
  } else if (shape.kind === 'map' && isObject(value)) {
    for (const [name, child] of Object.entries(value)) {
      if (child === undefined) continue
      const node = into.at(fieldElement(name))
      collect(schemas, fieldSchema(shape.schema, name), child, node)
      const isEmptyMap = isObject(child) && Object.keys(child).length === 0
      if (isEmptyMap || !isStructField(shape.schema, name)) node.isMember = true
    }
  } else if (shape.kind !== 'map' && Array.isArray(value)) {
    for (const item of value) {
      const step = itemElement(schemas, shape, item)
      if (step === undefined) continue
      const node = into.at(step)
      node.isMember = true
      collect(schemas, shape.schema.items, item, node)
    }
  }
}
