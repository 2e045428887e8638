import { cloneJson, setField } from '../../../machinery/json/clone.ts'
import { asObject, isObject, type JsonObject } from '../../../machinery/json/json.ts'
import type { KubeObject } from '../../../machinery/objects.ts'
import type { Resource } from '../../../machinery/resource.ts'
import type { Schema } from '../../../machinery/schema/schema.ts'
import type { Schemas } from '../../../machinery/schema/schemas.ts'
import { fieldSchema } from '../../../machinery/schema/shape.ts'
import { badRequest } from '../../../machinery/status-error.ts'
import { pruneUnknown } from '../../custom-resources/prune-unknown.ts'
import { decodeScalar } from './decode-scalar.ts'
import { goType, jsonType } from './go-type.ts'

/**
 * A copy of the object as upstream decodes it into the kind's Go type: fields that the kind does not know, nulls, and
 * optional lists and maps that are empty are gone, quantities are in canonical form. A value of another JSON type is a
 * 400 in upstream's words. Of a custom resource only the metadata has a type: its schema prunes the rest.
 */
export function decodeObject(schemas: Schemas, resource: Resource, object: JsonObject): KubeObject {
  const schema = schemas.of(resource)
  try {
    const decoded =
      resource.custom === undefined
        ? decode(schemas, schema, object, { struct: resource.kind, path: '' })
        : decodeCustom(schemas, resource.kind, schema, object)
    return decoded as KubeObject
  } catch (error) {
    if (!(error instanceof CannotDecode)) throw error
    const { kind, version } = resource
    throw badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${error.message}`)
  }
}

function decodeCustom(
  schemas: Schemas,
  kind: string,
  schema: Schema | undefined,
  object: JsonObject,
): JsonObject {
  const { metadata, ...rest } = object
  const pruned = asObject(pruneUnknown(schemas, schema, rest))
  if (metadata === undefined) return pruned
  const given = fieldSchema(schema, 'metadata')
  const { apiVersion, kind: ownKind, ...fields } = pruned
  return {
    ...(apiVersion !== undefined && { apiVersion }),
    ...(ownKind !== undefined && { kind: ownKind }),
    metadata: decode(schemas, given, metadata, { struct: kind, path: 'metadata' }),
    ...fields,
  }
}

/** Where a value stands, as Go's JSON decoder names it: the struct that has the field, and the path without indexes. */
interface Where {
  struct: string
  path: string
}

/** Never leaves this file. */
class CannotDecode extends Error {}

function decode(schemas: Schemas, given: Schema | undefined, value: unknown, where: Where): unknown {
  const schema = schemas.resolve(given)
  if (given === undefined || schema === undefined) return cloneJson(value)
  const isList = schema.type === 'array'
  if (isList || schema.type === 'object') {
    if (isList ? !Array.isArray(value) : !isObject(value)) throw wrongType(given, value, where)
    if (Array.isArray(value)) return value.map((item) => decodeItem(schemas, schema.items, item, where))
    return decodeFields(schemas, given, schema, asObject(value), where)
  }
  if (schema.type === undefined && schema.oneOf === undefined) return cloneJson(value)
  const result = decodeScalar(given, schema, value)
  if ('value' in result) return result.value
  throw result.problem === undefined ? wrongType(given, value, where) : new CannotDecode(result.problem)
}

function decodeFields(
  schemas: Schemas,
  given: Schema,
  schema: Schema,
  value: JsonObject,
  where: Where,
): JsonObject {
  const { properties, additionalProperties } = schema
  if (properties === undefined && additionalProperties === undefined) return cloneJson(value)
  const struct = given.$ref === undefined ? where.struct : given.$ref.slice(given.$ref.lastIndexOf('.') + 1)
  const result: JsonObject = {}
  for (const [name, child] of Object.entries(value)) {
    if (child === undefined) continue
    const childSchema = fieldSchema(schema, name)
    if (childSchema === undefined) continue
    if (properties === undefined) setField(result, name, decodeItem(schemas, childSchema, child, where))
    else if (child !== null && !isBare(name, child, schema, schemas.resolve(childSchema))) {
      const path = where.path === '' ? name : `${where.path}.${name}`
      setField(result, name, decode(schemas, childSchema, child, { struct, path }))
    }
  }
  return result
}

/** Go leaves out an optional list or map that is empty; a struct stays, and so does what releases all managed fields. */
function isBare(name: string, value: unknown, parent: Schema, schema: Schema | undefined): boolean {
  if (parent.required?.includes(name) || name === 'managedFields') return false
  if (Array.isArray(value)) return value.length === 0
  const isMap = schema?.type === 'object' && schema.properties === undefined && schema.additionalProperties
  return Boolean(isMap) && isObject(value) && Object.keys(value).length === 0
}

/** A null in a list or map is its type's zero value. */
function decodeItem(schemas: Schemas, given: Schema | undefined, item: unknown, where: Where): unknown {
  if (item !== null) return decode(schemas, given, item, where)
  const type = schemas.resolve(given)?.type
  return type === 'string' ? '' : type === 'array' ? [] : type === 'object' ? {} : null
}

function wrongType(given: Schema, value: unknown, { struct, path }: Where): CannotDecode {
  return new CannotDecode(
    `json: cannot unmarshal ${jsonType(value)} into Go struct field ${struct}.${path} of type ${goType(given)}`,
  )
}
