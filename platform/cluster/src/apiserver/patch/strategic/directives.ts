import { cloneJson, setField } from '../../../machinery/json/clone.ts'
import { isObject, type JsonObject } from '../../../machinery/json/json.ts'

export const patchDirective = '$patch'
export const retainKeys = '$retainKeys'
const setElementOrder = '$setElementOrder/'
const deleteFromPrimitiveList = '$deleteFromPrimitiveList/'

/** Which field a directive beside it is about, if the name is such a directive's. */
export function isListDirective(name: string): boolean {
  return name.startsWith(setElementOrder) || name.startsWith(deleteFromPrimitiveList)
}

/** The lists that directives for the field name: the order that its items should have, the values that should go. */
export function listDirectives(patch: JsonObject, field: string) {
  return {
    order: list(patch[`${setElementOrder}${field}`]),
    gone: list(patch[`${deleteFromPrimitiveList}${field}`]),
  }
}

/** Fields that a list directive is about. */
export function directedFields(patch: JsonObject): string[] {
  return Object.keys(patch)
    .filter(isListDirective)
    .map((name) => name.slice(name.indexOf('/') + 1))
}

/** The value of a patch where there is nothing to merge it with: without directives, and without nulls. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter((item) => !(isObject(item) && isDirectiveItem(item))).map(plain)
  }
  if (!isObject(value)) return cloneJson(value)
  const result: JsonObject = {}
  for (const [name, child] of Object.entries(value)) {
    if (child === null || name === patchDirective || name === retainKeys || isListDirective(name)) continue
    setField(result, name, plain(child))
  }
  return result
}

/** An item that stands for no item: it removes one, or says that the list is replaced. */
function isDirectiveItem(item: JsonObject): boolean {
  return (
    item[patchDirective] === 'delete' ||
    (item[patchDirective] === 'replace' && Object.keys(item).length === 1)
  )
}

function list(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined
}
