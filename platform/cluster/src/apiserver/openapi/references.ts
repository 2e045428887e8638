import type { Schema } from '../../machinery/schema/schema.ts'
import type { Schemas } from '../../machinery/schema/schemas.ts'

/** Every schema that these refer to, directly or through others, by name. */
export function referenced(schemas: Schemas, start: Iterable<Schema>): Map<string, Schema> {
  const found = new Map<string, Schema>()
  const pending: unknown[] = [...start]
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value !== 'object' || value === null) continue
    const { $ref } = value as Schema
    if (typeof $ref === 'string' && !found.has($ref)) {
      const schema = schemas.definition($ref)
      if (schema !== undefined) {
        found.set($ref, schema)
        pending.push(schema)
      }
    }
    pending.push(...Object.values(value))
  }
  return found
}

/**
 * The JSON text of a document whose references are written as the format wants them. OpenAPI 3.0 allows nothing beside
 * a reference: what stands there is put around it, as upstream does.
 */
export function withReferences(document: object, prefix: string): string {
  return JSON.stringify(document, (_key, value) => {
    if (typeof value !== 'object' || value === null || typeof value.$ref !== 'string') return value
    const { $ref, ...beside } = value
    if ($ref.startsWith('#')) return value
    const reference = { $ref: `${prefix}${$ref}` }
    return Object.keys(beside).length === 0 ? reference : { ...beside, allOf: [reference] }
  })
}
