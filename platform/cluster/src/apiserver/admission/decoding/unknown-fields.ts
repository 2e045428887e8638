import { isObject, type JsonObject } from '../../../machinery/json/json.ts'
import type { Resource } from '../../../machinery/resource.ts'
import type { Schema } from '../../../machinery/schema/schema.ts'
import type { Schemas } from '../../../machinery/schema/schemas.ts'
import { fieldSchema } from '../../../machinery/schema/shape.ts'
import type { Api } from '../../registry/api.ts'

/** Fields that the resource's schema does not know, as upstream reports them: `unknown field "spec.replica"`. */
export function unknownFields(api: Api, resource: Resource, object: JsonObject): string[] {
  return undeclaredPaths(api, resource, object).map((path) => `unknown field ${JSON.stringify(path)}`)
}

/** The paths of such fields, in order. */
export function undeclaredPaths({ schemas }: Api, resource: Resource, object: JsonObject): string[] {
  const schema = schemas.of(resource)
  if (schema === undefined) return []
  const found: string[] = []
  const isClosed = resource.custom === undefined ? isClosedStruct : isClosedMap
  collect({ schemas, isClosed, found }, schema, object, '')
  return found.sort()
}

interface Search {
  schemas: Schemas
  isClosed: (schema: Schema) => boolean
  found: string[]
}

function collect(search: Search, given: Schema, value: unknown, path: string): void {
  const { schemas, found } = search
  const schema = schemas.resolve(given)
  // Below a reference is a built-in type, such as the metadata of a custom resource.
  const isClosed = given.$ref === undefined ? search.isClosed : isClosedStruct
  if (schema === undefined) return
  if (Array.isArray(value)) {
    const { items } = schema
    if (items === undefined) return
    for (const [index, item] of value.entries()) collect(search, items, item, `${path}[${index}]`)
    return
  }
  if (!isObject(value)) return
  for (const [name, child] of Object.entries(value)) {
    const childPath = path === '' ? name : `${path}.${name}`
    const childSchema = fieldSchema(schema, name)
    if (childSchema !== undefined) collect(search, childSchema, child, childPath)
    else if (isClosed(schema) && !isOfEmbeddedObject(schema, name)) found.push(childPath)
  }
}

/** A built-in schema without properties says nothing about its fields (`RawExtension`, `FieldsV1`). */
function isClosedStruct(schema: Schema): boolean {
  return schema.properties !== undefined && schema.additionalProperties === undefined
}

function isClosedMap(schema: Schema): boolean {
  return !schema['x-kubernetes-preserve-unknown-fields'] && !schema.additionalProperties
}

function isOfEmbeddedObject(schema: Schema, name: string): boolean {
  const isEmbedded = schema['x-kubernetes-embedded-resource'] ?? false
  return isEmbedded && (name === 'apiVersion' || name === 'kind' || name === 'metadata')
}
