import { isObject, type JsonDraft, type JsonObject } from '../../../machinery/json/json.ts'
import { sameJson } from '../../../machinery/json/same.ts'
import type { Schema } from '../../../machinery/schema/schema.ts'
import type { Schemas } from '../../../machinery/schema/schemas.ts'
import { fieldSchema } from '../../../machinery/schema/shape.ts'

/** The strategic merge patch that makes `to` of `from`, as kubectl computes one: the reverse of what is tested. */
export function strategicDiff(
  schemas: Schemas,
  given: Schema | undefined,
  from: JsonObject,
  to: JsonObject,
): JsonObject {
  const schema = schemas.resolve(given)
  const patch: JsonDraft = {}
  for (const name of Object.keys(from)) if (to[name] === undefined) patch[name] = null
  for (const [name, value] of Object.entries(to)) {
    const old = from[name]
    if (sameJson(old, value)) continue
    const child = fieldSchema(schema, name)
    if (isObject(old) && isObject(value)) patch[name] = strategicDiff(schemas, child, old, value)
    else if (Array.isArray(old) && Array.isArray(value))
      Object.assign(patch, listDiff(schemas, child, name, old, value))
    else patch[name] = value
  }
  return patch
}

function listDiff(
  schemas: Schemas,
  schema: Schema | undefined,
  name: string,
  from: readonly unknown[],
  to: readonly unknown[],
): JsonObject {
  const strategies = (schema?.['x-kubernetes-patch-strategy'] ?? '').split(',')
  if (!strategies.includes('merge')) return { [name]: to }
  const key = schema?.['x-kubernetes-patch-merge-key']
  if (key === undefined) {
    const gone = from.filter((value) => !to.includes(value))
    const added = to.filter((value) => !from.includes(value))
    return {
      ...(gone.length > 0 && { [`$deleteFromPrimitiveList/${name}`]: gone }),
      [`$setElementOrder/${name}`]: to,
      ...(added.length > 0 && { [name]: added }),
    }
  }
  const keyOf = (item: unknown) => (isObject(item) ? item[key] : undefined)
  const gone = from.filter((item) => !to.some((other) => keyOf(other) === keyOf(item)))
  const items: JsonObject[] = gone.map((item) => ({ [key]: keyOf(item), $patch: 'delete' }))
  for (const item of to) {
    if (!isObject(item)) continue
    const old = from.find((other) => keyOf(other) === keyOf(item))
    if (!isObject(old)) items.push(item)
    else if (!sameJson(old, item)) {
      items.push({ [key]: keyOf(item), ...strategicDiff(schemas, schema?.items, old, item) })
    }
  }
  return {
    [`$setElementOrder/${name}`]: to.map((item) => ({ [key]: keyOf(item) })),
    ...(items.length > 0 && { [name]: items }),
  }
}
