import type { Schema } from '../../../machinery/schema/schema.ts'

/** The Go type that upstream's message names for a schema, as far as the schema shows it. */
export function goType(schema: Schema): string {
  if (schema.$ref !== undefined) {
    const [kind = '', version = ''] = schema.$ref.split('.').reverse()
    return `${version}.${kind}`
  }
  switch (schema.type) {
    case 'array':
      return `[]${schema.items === undefined ? 'interface {}' : goType(schema.items)}`
    case 'object':
      return typeof schema.additionalProperties === 'object'
        ? `map[string]${goType(schema.additionalProperties)}`
        : 'map[string]interface {}'
    case 'integer':
      return schema.format ?? 'int64'
    case 'number':
      return 'float64'
    case 'boolean':
      return 'bool'
    default:
      return schema.format === 'byte' ? '[]uint8' : 'string'
  }
}

/** What Go's JSON decoder calls the value. */
export function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  switch (typeof value) {
    case 'boolean':
      return 'bool'
    case 'number':
      return Number.isSafeInteger(value) ? 'number' : `number ${value}`
    default:
      return typeof value
  }
}
