import { setField } from '../../../machinery/json/clone.ts'
import { isObject, type JsonObject } from '../../../machinery/json/json.ts'
import { type FieldSet, FieldSetBuilder } from './field-set.ts'
import { parseElement } from './path-element.ts'

/** The set in the form of `managedFields[].fieldsV1`: a tree of path elements in which `.` marks the node itself. */
export function toFieldsV1(set: FieldSet): JsonObject {
  const fields: JsonObject = {}
  for (const step of [...set.children.keys()].sort()) {
    const child = set.children.get(step)
    if (child === undefined) continue
    const below = toFieldsV1(child)
    setField(fields, step, child.isMember && child.children.size > 0 ? { '.': {}, ...below } : below)
  }
  return fields
}

/** The reverse of `toFieldsV1`; elements that cannot be read are left out. */
export function fromFieldsV1(fields: unknown): FieldSet {
  const root = new FieldSetBuilder()
  if (isObject(fields)) read(fields, root)
  return root.build()
}

function read(fields: JsonObject, into: FieldSetBuilder): void {
  for (const [text, below] of Object.entries(fields)) {
    if (text === '.') {
      into.isMember = true
      continue
    }
    const step = parseElement(text)
    if (step === undefined || !isObject(below)) continue
    const child = into.at(step)
    if (Object.keys(below).length === 0) child.isMember = true
    else read(below, child)
  }
}
