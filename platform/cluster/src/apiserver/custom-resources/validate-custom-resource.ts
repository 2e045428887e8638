import type { CustomResource } from '../../machinery/custom-resource.ts'
import { isObject, type JsonObject } from '../../machinery/json/json.ts'
import type { Schemas } from '../../machinery/schema/schemas.ts'
import type { Causes } from '../admission/validation/causes.ts'
import { checkInstance } from './check-instance.ts'

/** Holds an instance against the schema of its version; its metadata is checked as everyone's. */
export function validateCustomResource(
  schemas: Schemas,
  custom: CustomResource,
  object: JsonObject,
  causes: Causes,
): void {
  if (custom.schema === undefined) return
  const { metadata: _metadata, ...rest } = object
  const { schema } = custom
  const properties = isObject(schema.properties) ? { ...schema.properties } : {}
  delete properties.metadata
  const required = schema.required?.filter((name) => name !== 'metadata')
  checkInstance(schemas, { ...schema, properties, ...(required && { required }) }, rest, '', causes)
}
