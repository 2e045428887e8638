import { isObject } from '../json/json.ts'
import type { Schema } from './schema.ts'
import type { Schemas } from './schemas.ts'

/**
 * How a value is merged and owned (Kubernetes: Server-Side Apply, merge strategy). Where the schema is silent, maps
 * are granular and lists are atomic.
 */
export type Shape =
  | { kind: 'leaf' }
  | { kind: 'map'; schema: Schema | undefined }
  | { kind: 'set'; schema: Schema }
  | { kind: 'keyed'; schema: Schema; keys: readonly string[] }

export function shapeOf(schemas: Schemas, given: Schema | undefined, value: unknown): Shape {
  const schema = schemas.resolve(given)
  if (Array.isArray(value)) {
    const listType = schema?.['x-kubernetes-list-type']
    if (schema === undefined || listType === undefined || listType === 'atomic') return { kind: 'leaf' }
    if (listType === 'set') return { kind: 'set', schema }
    return { kind: 'keyed', schema, keys: schema['x-kubernetes-list-map-keys'] ?? [] }
  }
  if (!isObject(value)) return { kind: 'leaf' }
  const isAtomic = [given, schema].some((each) => each?.['x-kubernetes-map-type'] === 'atomic')
  return isAtomic ? { kind: 'leaf' } : { kind: 'map', schema }
}

/** The schema of a map's field; `undefined` where nothing is said about it. */
export function fieldSchema(schema: Schema | undefined, name: string): Schema | undefined {
  if (isStructField(schema, name)) return schema?.properties?.[name]
  const { additionalProperties } = schema ?? {}
  return typeof additionalProperties === 'object' ? additionalProperties : undefined
}

/** Whether the schema names the field itself, as Go's structs do. */
export function isStructField(schema: Schema | undefined, name: string): boolean {
  return schema?.properties !== undefined && Object.hasOwn(schema.properties, name)
}
