import { cloneJson, setField } from '../../../machinery/json/clone.ts'
import { isObject, type JsonObject } from '../../../machinery/json/json.ts'
import type { Schema } from '../../../machinery/schema/schema.ts'
import type { Schemas } from '../../../machinery/schema/schemas.ts'
import { fieldSchema, type Shape, shapeOf } from '../../../machinery/schema/shape.ts'
import { badRequest } from '../../../machinery/status-error.ts'
import { displayPath, fieldElement, itemElement, type PathElement } from './path-element.ts'

/** `live` with everything that `applied` sets: maps merge by field, keyed lists and sets by item, the rest is replaced. */
export function mergeApplied(
  schemas: Schemas,
  schema: Schema | undefined,
  live: unknown,
  applied: unknown,
  path: readonly PathElement[] = [],
): unknown {
  if (applied === undefined) return cloneJson(live)
  const shape = shapeOf(schemas, schema, applied)
  if (shape.kind === 'leaf') return cloneJson(applied)
  if (shape.kind === 'map') {
    const merged: JsonObject = isObject(live) ? { ...live } : {}
    for (const [name, value] of Object.entries(applied as JsonObject)) {
      const old = Object.hasOwn(merged, name) ? merged[name] : undefined
      const step = [...path, fieldElement(name)]
      setField(merged, name, mergeApplied(schemas, fieldSchema(shape.schema, name), old, value, step))
    }
    return merged
  }
  const old = Array.isArray(live) ? live : []
  return mergeItems(schemas, shape, old, applied as readonly unknown[], path)
}

/** Items keep the order of `applied`; those that only `live` has stay behind the items that they follow there. */
function mergeItems(
  schemas: Schemas,
  shape: Extract<Shape, { kind: 'set' | 'keyed' }>,
  live: readonly unknown[],
  applied: readonly unknown[],
  path: readonly PathElement[],
): unknown[] {
  const appliedSteps = applied.map((item, index) => stepOf(schemas, shape, item, path, index))
  const wanted = new Set(appliedSteps)
  if (wanted.size < applied.length) throw duplicate(appliedSteps, path)
  const liveSteps = live.map((item) => itemElement(schemas, shape, item))
  const positions = positionsOf(liveSteps)
  const merged: unknown[] = []
  let next = 0
  const takeOthers = (until: number) => {
    for (; next < until; next++) if (!wanted.has(liveSteps[next] ?? '')) merged.push(cloneJson(live[next]))
  }
  for (const [index, step] of appliedSteps.entries()) {
    const position = positions.get(step)
    if (position !== undefined) takeOthers(position.first)
    else while (next < live.length && !wanted.has(liveSteps[next] ?? '')) takeOthers(next + 1)
    const old = position !== undefined && !position.isRepeated ? live[position.first] : undefined
    merged.push(mergeApplied(schemas, shape.schema.items, old, applied[index], [...path, step]))
  }
  takeOthers(live.length)
  return merged
}

/** Where each item stands; items of the live list may share their keys, and then have no identity. */
function positionsOf(
  steps: readonly (PathElement | undefined)[],
): Map<PathElement, { first: number; isRepeated: boolean }> {
  const positions = new Map<PathElement, { first: number; isRepeated: boolean }>()
  for (const [index, step] of steps.entries()) {
    if (step === undefined) continue
    const known = positions.get(step)
    positions.set(step, { first: known?.first ?? index, isRepeated: known !== undefined })
  }
  return positions
}

function stepOf(
  schemas: Schemas,
  shape: Extract<Shape, { kind: 'set' | 'keyed' }>,
  item: unknown,
  path: readonly PathElement[],
  index: number,
): PathElement {
  const step = itemElement(schemas, shape, item)
  if (step !== undefined) return step
  const keys = shape.kind === 'keyed' ? shape.keys : []
  const missing = keys.filter((key) => !isObject(item) || item[key] === undefined).join(', ')
  const where = `${displayPath(path)}: element ${index}`
  throw badRequest(
    `failed to create typed patch object: ${where}: associative list with keys has an element that omits key field "${missing}" (and doesn't have default value)`,
  )
}

function duplicate(steps: readonly PathElement[], path: readonly PathElement[]) {
  const seen = new Set<PathElement>()
  const twice = steps.find((step) => seen.size === seen.add(step).size) ?? ''
  const where = displayPath(path)
  return badRequest(
    `failed to create typed patch object: ${where}: duplicate entries for key ${displayPath([twice])}`,
  )
}
