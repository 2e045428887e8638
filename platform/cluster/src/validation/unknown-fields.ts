import type { Api } from '../api/api.ts'
import type { Resource } from '../api/resource.ts'
import { isObject, type JsonObject } from '../json/json.ts'
import type { Schema } from '../schema/schema.ts'
import type { Schemas } from '../schema/schemas.ts'

/** Fields that the resource's schema does not know, as upstream reports them: `unknown field "spec.replica"`. */
export function unknownFields(api: Api, resource: Resource, object: JsonObject): string[] {
  const schema = api.schemas.of(resource)
  if (schema === undefined) return []
  const found: string[] = []
  collect(api.schemas, schema, object, '', found)
  return found.sort().map((path) => `unknown field ${JSON.stringify(path)}`)
}

function collect(schemas: Schemas, given: Schema, value: unknown, path: string, found: string[]): void {
  const schema = schemas.resolve(given)
  if (schema === undefined) return
  if (Array.isArray(value)) {
    const { items } = schema
    if (items === undefined) return
    for (const [index, item] of value.entries()) collect(schemas, items, item, `${path}[${index}]`, found)
    return
  }
  if (!isObject(value)) return
  for (const [name, child] of Object.entries(value)) {
    const childPath = path === '' ? name : `${path}.${name}`
    const property =
      schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
    if (property !== undefined) collect(schemas, property, child, childPath, found)
    else if (typeof schema.additionalProperties === 'object')
      collect(schemas, schema.additionalProperties, child, childPath, found)
    else if (isClosed(schema)) found.push(childPath)
  }
}

/** A schema with no properties at all says nothing about its fields (`RawExtension`, `FieldsV1`). */
function isClosed(schema: Schema): boolean {
  if (schema['x-kubernetes-preserve-unknown-fields']) return false
  return schema.properties !== undefined && schema.additionalProperties === undefined
}
