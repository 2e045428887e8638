import fc, { type GeneratorValue } from 'fast-check'
import { isObject, type JsonDraft, type JsonObject } from '../machinery/json/json.ts'
import type { Schema } from '../machinery/schema/schema.ts'
import type { Schemas } from '../machinery/schema/schemas.ts'
import { fieldSchema } from '../machinery/schema/shape.ts'

const texts = [
  ...[
    '',
    'web',
    'app',
    'dev',
    'cpu',
    'memory',
    'a/b',
    'constructor',
    '127.0.0.1',
    '* * * * *',
    'v1',
    'apps/v1',
  ],
  ...[
    'Deployment',
    'Resource',
    'Utilization',
    'AverageValue',
    'Pods',
    'Percent',
    'Min',
    'True',
    'Ready',
    'TCP',
  ],
  ...['Running', 'Failed', 'Complete', 'Always', 'Never', 'Exists', 'In', 'None', 'OnDelete', 'Recreate'],
]
const times = ['2026-01-01T00:00:00Z', '2026-01-01T00:01:00Z', '0001-01-01T00:00:00Z']
const quantities = ['1', '0', '-1', '10m', '1Gi', '1e3']
const intsOrTexts = [0, 1, -1, 80, '50%', '200%', 'http']
const numbers = [0, 1, 2, 3, 10, 80, 443, -1, 2147483647]

function oneOf<T>(values: readonly T[]): fc.Arbitrary<T> {
  return fc.constantFrom(...values)
}

/** Makes values that have a schema's types and, beyond that, no sense: fields are missing, empty and strange. */
export class AnyObject {
  readonly #schemas: Schemas
  readonly #gen: GeneratorValue

  constructor(schemas: Schemas, gen: GeneratorValue) {
    this.#schemas = schemas
    this.#gen = gen
  }

  pick<T>(values: readonly T[]): T {
    return this.#gen(oneOf<T>, values)
  }

  /** Once in so many times. */
  chance(times: number): boolean {
    return this.#gen(fc.nat, { max: times - 1 }) === 0
  }

  of(given: Schema | undefined, depth: number): unknown {
    const schema = this.#schemas.resolve(given)
    if (schema === undefined) return {}
    const { $ref = '' } = given ?? {}
    if ($ref.endsWith('.Quantity')) return this.pick(quantities)
    if ($ref.endsWith('.IntOrString')) return this.pick(intsOrTexts)
    switch (schema.type) {
      case 'object':
        return this.#fields(schema, depth)
      case 'array':
        return Array.from({ length: depth > 0 ? this.pick([0, 1, 2]) : 0 }, () =>
          this.of(schema.items, depth - 1),
        )
      case 'string':
        if (schema.format === 'date-time') return this.pick(times)
        return schema.format === 'byte' ? this.pick(['', 'YQ==']) : this.pick(texts)
      case 'integer':
      case 'number':
        return this.pick(numbers)
      case 'boolean':
        return this.pick([true, false])
      default:
        return {}
    }
  }

  #fields(schema: Schema, depth: number): JsonObject {
    const fields: JsonDraft = {}
    if (depth <= 0) return fields
    for (const [name, child] of Object.entries(schema.properties ?? {})) {
      if (this.chance(2)) fields[name] = this.of(child, depth - 1)
    }
    if (!isObject(schema.additionalProperties)) return fields
    for (const name of ['app', 'cpu', 'constructor']) {
      if (this.chance(3)) fields[name] = this.of(schema.additionalProperties, depth - 1)
    }
    return fields
  }

  /** A copy in which a few fields are gone, empty, strange or new. */
  like(value: unknown, given: Schema | undefined): unknown {
    const schema = this.#schemas.resolve(given)
    if (Array.isArray(value)) return value.map((item) => this.like(item, schema?.items))
    if (!isObject(value)) return value
    const copy: JsonDraft = {}
    for (const [name, child] of Object.entries(value)) {
      const own = fieldSchema(schema, name)
      if (this.chance(20)) continue
      if (this.chance(20)) copy[name] = Array.isArray(child) ? [] : isObject(child) ? {} : child
      else copy[name] = own !== undefined && this.chance(20) ? this.of(own, 3) : this.like(child, own)
    }
    for (const [name, child] of Object.entries(schema?.properties ?? {})) {
      if (!['apiVersion', 'kind', 'metadata'].includes(name) && !(name in copy) && this.chance(15)) {
        copy[name] = this.of(child, 3)
      }
    }
    return copy
  }
}
