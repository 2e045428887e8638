import { isObject, type JsonObject, ownField } from '../../../machinery/json/json.ts'
import { sameJson } from '../../../machinery/json/same.ts'
import type { Schema } from '../../../machinery/schema/schema.ts'
import type { Schemas } from '../../../machinery/schema/schemas.ts'
import { fieldSchema, type Shape, shapeOf } from '../../../machinery/schema/shape.ts'
import { type FieldSet, FieldSetBuilder } from './field-set.ts'
import { fieldElement, itemElement, type PathElement } from './path-element.ts'

/** Which fields differ between two states of an object. */
export interface Comparison {
  added: FieldSet
  modified: FieldSet
  removed: FieldSet
}

export function compare(
  schemas: Schemas,
  schema: Schema | undefined,
  before: unknown,
  after: unknown,
): Comparison {
  const found = new Difference()
  visit(schemas, schema, before, after, found)
  return { added: found.added.build(), modified: found.modified.build(), removed: found.removed.build() }
}

/** The three sets at one path; a node comes to be with the first difference below it. */
class Difference {
  readonly #parent: Difference | undefined
  readonly #step: PathElement
  #added: FieldSetBuilder | undefined
  #modified: FieldSetBuilder | undefined
  #removed: FieldSetBuilder | undefined

  constructor(parent?: Difference, step: PathElement = '') {
    this.#parent = parent
    this.#step = step
  }

  at(step: PathElement): Difference {
    return new Difference(this, step)
  }

  get added(): FieldSetBuilder {
    this.#added ??= this.#parent?.added.at(this.#step) ?? new FieldSetBuilder()
    return this.#added
  }

  get modified(): FieldSetBuilder {
    this.#modified ??= this.#parent?.modified.at(this.#step) ?? new FieldSetBuilder()
    return this.#modified
  }

  get removed(): FieldSetBuilder {
    this.#removed ??= this.#parent?.removed.at(this.#step) ?? new FieldSetBuilder()
    return this.#removed
  }
}

function visit(
  schemas: Schemas,
  schema: Schema | undefined,
  before: unknown,
  after: unknown,
  found: Difference,
): void {
  if (before === after) return
  const shape = shapeOf(schemas, schema, after ?? before)
  const old = shapeOf(schemas, schema, before ?? after)
  if (shape.kind !== old.kind || shape.kind === 'leaf' || (isBare(before) && isBare(after))) {
    leaf(before, after, found)
    return
  }
  if (shape.kind === 'map') visitFields(schemas, shape.schema, before, after, found)
  else visitItems(schemas, shape, before, after, found)
  if (before === undefined) found.added.isMember = true
  else if (after === undefined) found.removed.isMember = true
}

function leaf(before: unknown, after: unknown, found: Difference) {
  if (before === undefined) found.added.isMember = true
  else if (after === undefined) found.removed.isMember = true
  else if (!sameJson(before, after)) found.modified.isMember = true
}

/** Missing, null or empty: such a list or map is compared as a whole, so that `{}` and nothing stay different. */
function isBare(value: unknown): boolean {
  if (value === undefined || value === null) return true
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0
}

function visitFields(
  schemas: Schemas,
  schema: Schema | undefined,
  before: unknown,
  after: unknown,
  found: Difference,
) {
  const old: JsonObject = isObject(before) ? before : {}
  const next: JsonObject = isObject(after) ? after : {}
  const names =
    before === undefined ? Object.keys(next) : new Set([...Object.keys(old), ...Object.keys(next)])
  for (const name of names) {
    const child = fieldSchema(schema, name)
    // The server keeps a struct that is not a pointer even where it is empty: its fields are new, it is not.
    const oldChild = isObject(before)
      ? (ownField(before, name) ?? structDefault(schema, name, child))
      : undefined
    const nextChild = isObject(after)
      ? (ownField(after, name) ?? structDefault(schema, name, child))
      : undefined
    if (sameJson(oldChild, nextChild)) continue
    visit(schemas, child, oldChild, nextChild, found.at(fieldElement(name)))
  }
}

const emptyStruct: JsonObject = {}
const emptyList: unknown[] = []

function structDefault(parent: Schema | undefined, name: string, child: Schema | undefined): unknown {
  if (isObject(child?.default) && Object.keys(child.default).length === 0) return emptyStruct
  if (child?.type === 'array' && parent?.required?.includes(name)) return emptyList
  return undefined
}

function visitItems(
  schemas: Schemas,
  shape: Extract<Shape, { kind: 'set' | 'keyed' }>,
  before: unknown,
  after: unknown,
  found: Difference,
) {
  const old = itemsByElement(schemas, shape, before)
  const next = itemsByElement(schemas, shape, after)
  for (const step of new Set([...old.keys(), ...next.keys()])) {
    const [was = [], is = []] = [old.get(step), next.get(step)]
    if (was.length <= 1 && is.length <= 1) {
      visit(schemas, shape.schema.items, was[0], is[0], found.at(step))
    } else if (!sameJson(was, is)) {
      // Items that share their keys have no identity: they are one value together.
      leaf(was.length === 0 ? undefined : was, is.length === 0 ? undefined : is, found.at(step))
    }
  }
}

function itemsByElement(
  schemas: Schemas,
  shape: Extract<Shape, { kind: 'set' | 'keyed' }>,
  list: unknown,
): Map<PathElement, unknown[]> {
  const items = new Map<PathElement, unknown[]>()
  for (const item of Array.isArray(list) ? list : []) {
    const step = itemElement(schemas, shape, item)
    if (step === undefined) continue
    const same = items.get(step)
    if (same === undefined) items.set(step, [item])
    else same.push(item)
  }
  return items
}
