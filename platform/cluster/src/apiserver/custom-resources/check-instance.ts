import { isObject, type JsonObject } from '../../machinery/json/json.ts'
import type { Schema } from '../../machinery/schema/schema.ts'
import type { Schemas } from '../../machinery/schema/schemas.ts'
import { fieldSchema } from '../../machinery/schema/shape.ts'
import { Causes } from '../admission/validation/causes.ts'
import { checkItems } from './check-items.ts'
import { checkNumber, checkText, hasType, isEnumerated, typeName } from './check-value.ts'

/** Holds a value against an OpenAPI schema and reports what is wrong in upstream's words. */
export function checkInstance(
  schemas: Schemas,
  schema: Schema,
  value: unknown,
  field: string,
  causes: Causes,
): void {
  if (value === null && schema.nullable === true) return
  if (!hasType(schema, value)) {
    const expected = schema['x-kubernetes-int-or-string'] ? 'integer,string' : (schema.type ?? '')
    const given = typeName(value)
    causes.typeInvalid(field, given, `${field} in body must be of type ${expected}: ${JSON.stringify(given)}`)
    return
  }
  if (schema.enum !== undefined && !isEnumerated(schema.enum, value)) {
    causes.unsupported(field, value, schema.enum.map(String))
  }
  if (typeof value === 'string') checkText(schema, value, field, causes)
  else if (typeof value === 'number') checkNumber(schema, value, field, causes)
  else if (Array.isArray(value)) {
    checkItems(schema, value, field, causes)
    const { items } = schema
    if (items)
      for (const [index, item] of value.entries())
        checkInstance(schemas, items, item, `${field}[${index}]`, causes)
  } else if (isObject(value)) checkFields(schemas, schema, value, field, causes)
  checkLogic(schemas, schema, value, field, causes)
}

function checkFields(schemas: Schemas, schema: Schema, value: JsonObject, field: string, causes: Causes) {
  const pathOf = (name: string) => (field === '' ? name : `${field}.${name}`)
  for (const name of schema.required ?? []) if (!Object.hasOwn(value, name)) causes.required(pathOf(name))
  const count = Object.keys(value).length
  if (schema.minProperties !== undefined && count < schema.minProperties) {
    causes.invalid(field, value, `${field} in body should have at least ${schema.minProperties} properties`)
  }
  if (schema.maxProperties !== undefined && count > schema.maxProperties) {
    causes.invalid(field, value, `${field} in body should have at most ${schema.maxProperties} properties`)
  }
  for (const [name, child] of Object.entries(value)) {
    const childSchema = fieldSchema(schema, name)
    if (childSchema !== undefined) checkInstance(schemas, childSchema, child, pathOf(name), causes)
  }
}

function checkLogic(schemas: Schemas, schema: Schema, value: unknown, field: string, causes: Causes) {
  const fits = (each: Schema) => {
    const own = new Causes()
    checkInstance(schemas, each, value, field, own)
    return own.found.length === 0
  }
  const shown = JSON.stringify(field)
  for (const each of schema.allOf ?? []) checkInstance(schemas, each, value, field, causes)
  if (schema.anyOf !== undefined && !schema.anyOf.some(fits)) {
    causes.invalid(field, '', `${shown} must validate at least one schema (anyOf)`)
  }
  const matching = schema.oneOf?.filter(fits).length
  if (matching !== undefined && matching !== 1) {
    const found = matching === 0 ? 'Found none valid' : `Found ${matching} valid alternatives`
    causes.invalid(field, '', `${shown} must validate one and only one schema (oneOf). ${found}`)
  }
  if (schema.not !== undefined && fits(schema.not)) {
    causes.invalid(field, '', `${shown} must not validate the schema (not)`)
  }
}
