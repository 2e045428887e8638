/** The part of JSON Schema that the API's answers are described by. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
}

export interface Mismatch {
  /** Such as `entries[0].id`; empty for the value itself. */
  readonly where: string
  readonly expected: string
  readonly actual: string
}

/**
 * The first part of a value that has another type than its schema names, or no date where that asks for one. Members
 * that no schema names are left alone: the API may be newer than this client.
 */
export function findMismatch(value: unknown, schema: Schema, where = ''): Mismatch | undefined {
  const types = [schema.type ?? []].flat()
  const actual = typeOf(value)
  if (
    types.length > 0 &&
    !types.some((type) => type === actual || (type === 'number' && actual === 'integer'))
  ) {
    return { where, expected: types.join(' or '), actual }
  }
  if (schema.format === 'date-time' && typeof value === 'string' && Number.isNaN(Date.parse(value))) {
    return { where, expected: 'an ISO 8601 time', actual: JSON.stringify(value) }
  }
  if (Array.isArray(value)) {
    const { items } = schema
    if (items === undefined) return undefined
    return first(value.map((item, index) => () => findMismatch(item, items, `${where}[${index}]`)))
  }
  if (!isRecord(value)) return undefined
  const path = (name: string) => (where === '' ? name : `${where}.${name}`)
  return first(
    Object.entries(schema.properties ?? {}).map(([name, property]) => () => {
      const member = value[name]
      if (member !== undefined) return findMismatch(member, property, path(name))
      if (!schema.required?.includes(name)) return undefined
      return {
        where: path(name),
        expected: [property.type ?? 'a value'].flat().join(' or '),
        actual: 'missing',
      }
    }),
  )
}

function first(checks: readonly (() => Mismatch | undefined)[]): Mismatch | undefined {
  for (const check of checks) {
    const found = check()
    if (found !== undefined) return found
  }
  return undefined
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
