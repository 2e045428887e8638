import { cloneJson } from '../../machinery/json/clone.ts'
import { isDeeperThan, maxDepth } from '../../machinery/json/depth.ts'
import { asArray, isObject, type JsonObject } from '../../machinery/json/json.ts'
import { sameJson } from '../../machinery/json/same.ts'
import { badRequest, StatusError } from '../../machinery/status-error.ts'
import { placeAt } from './json-pointer.ts'

/** Upstream's limit (apiserver: `maxJSONPatchOperations`). */
const maxOperations = 10_000

/** Upstream's limit for what copies add to an object; without it a few of them double it again and again. */
const maxCopiedBytes = 3 * 1024 * 1024

const verbs = ['add', 'remove', 'replace', 'move', 'copy', 'test'] as const

interface Operation {
  op: (typeof verbs)[number]
  path: string
  from: string
  value: unknown
}

/** A JSON patch (RFC 6902), into `target` in place: the first operation that does not apply refuses them all. */
export function applyJsonPatch(target: JsonObject, patch: unknown): JsonObject {
  // The root can be replaced only inside something that holds it.
  const holder = { root: target as unknown }
  let copiedBytes = 0
  for (const operation of parseOperations(patch)) {
    if (operation.op === 'copy') copiedBytes += sizeAt(holder, operation.from)
    if (copiedBytes > maxCopiedBytes) throw copiedTooMuch(copiedBytes)
    if (!apply(holder, operation)) throw missing(operation.op, operation.path)
  }
  if (!isObject(holder.root)) throw missing('replace', '')
  requireShallow(holder.root)
  return holder.root
}

/** Whether there was what the operation is about. */
function apply(holder: object, { op, path, from, value }: Operation): boolean {
  const at = (pointer: string) => placeAt(holder, `/root${pointer}`)
  switch (op) {
    case 'test':
      if (sameJson(at(path)?.value ?? null, value)) return true
      throw unprocessable(`testing value ${path} failed: test failed`)
    case 'add':
      return at(path)?.add(value) ?? false
    case 'replace':
      return at(path)?.replace(value) ?? false
    case 'remove':
      return at(path)?.remove() ?? false
    case 'copy': {
      const copied = at(from)?.value
      return copied !== undefined && (at(path)?.add(cloneJson(copied)) ?? false)
    }
    case 'move': {
      const source = at(from)
      const moved = source?.value
      if (moved === undefined || source?.remove() !== true) return false
      return at(path)?.add(moved) ?? false
    }
  }
}

function sizeAt(holder: object, pointer: string): number {
  const value = placeAt(holder, `/root${pointer}`)?.value
  requireShallow(value)
  return value === undefined ? 0 : JSON.stringify(value).length
}

/** A few operations nest a part of an object in itself deeper than any body may be. */
function requireShallow(value: unknown): void {
  if (isDeeperThan(value, maxDepth))
    throw unprocessable(`the object is nested more than ${maxDepth} levels deep`)
}

function copiedTooMuch(bytes: number): StatusError {
  const message = `Unable to complete the copy, the accumulated size increase of copy is ${bytes}, exceeding the limit ${maxCopiedBytes}`
  return new StatusError(413, 'RequestEntityTooLarge', message)
}

function parseOperations(patch: unknown): Operation[] {
  if (!Array.isArray(patch))
    throw badRequest('json: cannot unmarshal object into Go value of type jsonpatch.Patch')
  if (patch.length > maxOperations) {
    const message = `The allowed maximum operations in a JSON patch is ${maxOperations}, got ${patch.length}`
    throw new StatusError(413, 'RequestEntityTooLarge', message)
  }
  return asArray(patch).map(parseOperation)
}

function parseOperation(given: unknown): Operation {
  if (!isObject(given)) throw badRequest('json: cannot unmarshal into Go value of type jsonpatch.Operation')
  const op = verbs.find((verb) => verb === given.op)
  if (op === undefined) throw unprocessable(`Unexpected kind: ${String(given.op)}`)
  const needsFrom = op === 'move' || op === 'copy'
  return {
    op,
    path: pointerIn(given, 'path', op),
    from: needsFrom ? pointerIn(given, 'from', op) : '',
    value: cloneJson(given.value ?? null),
  }
}

function pointerIn(operation: JsonObject, field: 'path' | 'from', op: string): string {
  const pointer = operation[field]
  if (typeof pointer !== 'string') throw unprocessable(`${op} operation failed to decode path: missing field`)
  if (pointer !== '' && !pointer.startsWith('/')) throw missing(op, pointer)
  return pointer
}

function missing(op: string, path: string): StatusError {
  return unprocessable(`${op} operation does not apply: doc is missing path: ${path}: missing value`)
}

/** Upstream keeps the cause to itself; a person needs it. */
function unprocessable(because: string): StatusError {
  const message = `the server rejected our request due to an error in our request: ${because}`
  return new StatusError(422, 'Invalid', message, { details: {} })
}
