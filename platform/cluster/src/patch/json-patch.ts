import { applyPatch as applyOperations, type Operation, Pointer } from 'rfc6902'
import { badRequest, StatusError } from '../api/status-error.ts'
import { asArray, isObject, type JsonObject } from '../json/json.ts'

/** Upstream's limit (apiserver: `maxJSONPatchOperations`). */
const maxOperations = 10_000

const verbs = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test'])

/** A JSON patch (RFC 6902), into `target` in place: the first operation that does not apply refuses them all. */
export function applyJsonPatch(target: JsonObject, patch: unknown): JsonObject {
  // The root can be replaced only inside something that holds it.
  const holder = { root: target as unknown }
  for (const operation of parseOperations(patch)) {
    const inHolder = rooted(operation)
    if (operation.op === 'replace' && isNoIndex(holder, inHolder.path))
      throw missing(operation.op, operation.path)
    const [error] = applyOperations(holder, [inHolder])
    if (error) throw doesNotApply(operation, error.name)
  }
  if (!isObject(holder.root)) throw doesNotApply({ op: 'replace', path: '' }, 'InvalidOperationError')
  return holder.root
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

function doesNotApply({ op, path }: { op: string; path: string }, errorName: string): StatusError {
  if (errorName === 'TestError') return unprocessable(`testing value ${path} failed: test failed`)
  return missing(op, path)
}

function missing(op: string, path: string): StatusError {
  return unprocessable(`${op} operation does not apply: doc is missing path: ${path}: missing value`)
}

/** Upstream keeps the cause to itself; a person needs it. */
function unprocessable(because: string): StatusError {
  const message = `the server rejected our request due to an error in our request: ${because}`
  return new StatusError(422, 'Invalid', message, { details: {} })
}
