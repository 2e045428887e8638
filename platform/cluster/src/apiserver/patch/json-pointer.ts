import { setField } from '../../machinery/json/clone.ts'
import { isDraft, ownField } from '../../machinery/json/json.ts'

/** Changes to a JSON document by pointers (RFC 6901). Each says whether there was such a place. */
export interface Place {
  /** The value there; undefined where there is none. */
  readonly value: unknown
  /** Puts a value there: a field anew or in place of the old one, an item of a list before the one that is there. */
  add(value: unknown): boolean
  replace(value: unknown): boolean
  remove(): boolean
}

/** The place that a pointer names in a document; undefined where what should hold it is missing. */
export function placeAt(document: unknown, pointer: string): Place | undefined {
  const steps = pointer.split('/').slice(1).map(unescaped)
  const last = steps.pop() ?? ''
  let parent = document
  for (const step of steps) {
    parent = Array.isArray(parent)
      ? parent[indexOf(step)]
      : isDraft(parent)
        ? ownField(parent, step)
        : undefined
  }
  if (Array.isArray(parent)) return inList(parent, last)
  return isDraft(parent) ? inMap(parent, last) : undefined
}

function inMap(map: Record<string, unknown>, name: string): Place {
  const set = (value: unknown) => {
    setField(map, name, value)
    return true
  }
  return {
    value: ownField(map, name),
    add: set,
    replace: (value) => Object.hasOwn(map, name) && set(value),
    remove: () => Object.hasOwn(map, name) && delete map[name],
  }
}

function inList(list: unknown[], step: string): Place {
  const index = step === '-' ? list.length : indexOf(step)
  return {
    value: list[index],
    add(value) {
      if (!(index <= list.length)) return false
      list.splice(index, 0, value)
      return true
    },
    replace(value) {
      if (!(index < list.length)) return false
      list[index] = value
      return true
    },
    remove: () => index < list.length && list.splice(index, 1).length === 1,
  }
}

/** NaN, which is less than nothing, for what is no index. */
function indexOf(step: string): number {
  return /^(0|[1-9]\d*)$/.test(step) ? Number(step) : Number.NaN
}

function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~')
}
