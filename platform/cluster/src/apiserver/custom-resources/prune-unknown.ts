import { cloneJson, setField } from '../../machinery/json/clone.ts'
import { isObject, type JsonObject } from '../../machinery/json/json.ts'
import type { Schema } from '../../machinery/schema/schema.ts'
import type { Schemas } from '../../machinery/schema/schemas.ts'
import { fieldSchema } from '../../machinery/schema/shape.ts'

/**
 * A copy without what a structural schema does not specify, and without nulls where none may be (Kubernetes: Extend
 * the API with CustomResourceDefinitions, field pruning and nullable). A null whose field has a default stays: the
 * default takes its place.
 */
export function pruneUnknown(schemas: Schemas, given: Schema | undefined, value: unknown): unknown {
  const schema = schemas.resolve(given)
  if (schema === undefined) return cloneJson(value)
  if (Array.isArray(value)) return value.map((item) => pruneUnknown(schemas, schema.items, item))
  if (!isObject(value)) return value
  const keepsUnknown =
    schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true
  const result: JsonObject = {}
  for (const [name, child] of Object.entries(value)) {
    if (child === undefined) continue
    const childSchema = fieldSchema(schema, name)
    if (childSchema === undefined) {
      if (keepsUnknown || isEmbeddedField(schema, name)) setField(result, name, cloneJson(child))
      continue
    }
    const isPruned = child === null && childSchema.nullable !== true && childSchema.default === undefined
    if (!isPruned) setField(result, name, pruneUnknown(schemas, childSchema, child))
  }
  return result
}

/** An embedded resource has a type and metadata without saying so. */
export function isEmbeddedField(schema: Schema, name: string): boolean {
  if (schema['x-kubernetes-embedded-resource'] !== true) return false
  return name === 'apiVersion' || name === 'kind' || name === 'metadata'
}
