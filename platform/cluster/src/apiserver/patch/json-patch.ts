import { applyPatch as applyOperations, type Operation, Pointer } from 'rfc6902'
import { asArray, isObject, type JsonObject } from '../../machinery/json/json.ts'
import { sameJson } from '../../machinery/json/same.ts'
import { badRequest, StatusError } from '../../machinery/status-error.ts'

/** Upstream's limit (apiserver: `maxJSONPatchOperations`). */
const maxOperations = 10_000

const verbs = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test'])

/** Upstream's limit for what copies add to an object; without it a few of them double it again and again. */
const maxCopiedBytes = 3 * 1024 * 1024

/** A JSON patch (RFC 6902), into `target` in place: the first operation that does not apply refuses them all. */
export function applyJsonPatch(target: JsonObject, patch: unknown): JsonObject {
  // The root can be replaced only inside something that holds it.
  const holder = { root: target as unknown }
  let copiedBytes = 0
  for (const operation of parseOperations(patch)) {
    const { op, path } = operation
    const inHolder = rooted(operation)
    if (op === 'test') {
      requireSame(holder, inHolder.path, operation)
      continue
    }
    if (op === 'copy') copiedBytes += sizeAt(holder, `/root${operation.from}`)
    if (copiedBytes > maxCopiedBytes) throw copiedTooMuch(copiedBytes)
    if (op === 'replace' && isNoIndex(holder, inHolder.path)) throw missing(op, path)
    const [error] = applyOperations(holder, [inHolder])
    if (error) throw missing(op, path)
  }
  if (!isObject(holder.root)) throw missing('replace', '')
  return holder.root
}

/** The library would compare lists by their smallest difference, which takes long where they are long. */
function requireSame(holder: object, path: string, operation: Operation & { op: 'test' }): void {
  const { value } = Pointer.fromJSON(path).evaluate(holder)
  if (sameJson(value ?? null, operation.value ?? null)) return
  throw unprocessable(`testing value ${operation.path} failed: test failed`)
}

function sizeAt(holder: object, path: string): number {
  const { value } = Pointer.fromJSON(path).evaluate(holder)
  return value === undefined ? 0 : JSON.stringify(value).length
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
  const { op, path, from, value } = given
  if (typeof op !== 'string' || !verbs.has(op)) throw unprocessable(`Unexpected kind: ${String(op)}`)
  const needsFrom = op === 'move' || op === 'copy'
  for (const pointer of needsFrom ? [path, from] : [path]) {
    if (typeof pointer !== 'string')
      throw unprocessable(`${op} operation failed to decode path: missing field`)
    if (pointer !== '' && !pointer.startsWith('/')) throw missing(op, pointer)
    // Such names would reach the prototype of every object; no field of the API has them.
    if (/(^|\/)(__proto__|constructor|prototype)(\/|$)/.test(pointer)) throw missing(op, pointer)
  }
  const needsValue = op === 'add' || op === 'replace' || op === 'test'
  return {
    op,
    path,
    ...(needsFrom && { from }),
    ...(needsValue && { value: value ?? null }),
  } as Operation
}

function rooted(operation: Operation): Operation {
  const moved = { ...operation, path: `/root${operation.path}` }
  return 'from' in moved ? { ...moved, from: `/root${moved.from}` } : moved
}

/** The library would set such a field on the list itself. */
function isNoIndex(holder: object, path: string): boolean {
  const { parent, key } = Pointer.fromJSON(path).evaluate(holder)
  return Array.isArray(parent) && !/^(0|[1-9]\d*)$/.test(key)
}

function missing(op: string, path: string): StatusError {
  return unprocessable(`${op} operation does not apply: doc is missing path: ${path}: missing value`)
}

/** Upstream keeps the cause to itself; a person needs it. */
function unprocessable(because: string): StatusError {
  const message = `the server rejected our request due to an error in our request: ${because}`
  return new StatusError(422, 'Invalid', message, { details: {} })
}
