import { setField } from '../../../machinery/json/clone.ts'
import { maxDepth } from '../../../machinery/json/depth.ts'
import { asDraft, type JsonDraft, type JsonObject } from '../../../machinery/json/json.ts'
import { badRequest } from '../../../machinery/status-error.ts'
import type { MessageField, Messages } from './messages.ts'
import { specialMessages } from './special-messages.ts'
import { packedVarints, WireError, type WireField, wireFields } from './wire.ts'

/** `application/vnd.kubernetes.protobuf` begins with it (Kubernetes: API Concepts, "Kubernetes Protobuf encoding"). */
const magic = Buffer.from('k8s\0')

/**
 * A body in Kubernetes' protobuf encoding as the JSON object that it stands for. Typed Go clients since 1.32 send their
 * writes in this form whatever the server prefers, and read JSON in the answer. 400 for a body that is broken or of a
 * kind without a known message.
 */
export function decodeProtobuf(messages: Messages, bytes: Uint8Array): JsonObject {
  try {
    const { apiVersion, kind, raw } = envelope(bytes)
    const message = messages.ofKind(apiVersion, kind)
    if (message === undefined) {
      throw badRequest(`no kind ${JSON.stringify(kind)} is known in version ${JSON.stringify(apiVersion)}`)
    }
    return { apiVersion, kind, ...decodeMessage(messages, message, raw, 0) }
  } catch (error) {
    if (!(error instanceof WireError || error instanceof SyntaxError || error instanceof RangeError))
      throw error
    throw badRequest(`unable to decode the protobuf body: ${error.message}`)
  }
}

/** `runtime.Unknown`: the type, then the object's own bytes. */
function envelope(bytes: Uint8Array): { apiVersion: string; kind: string; raw: Uint8Array } {
  if (!magic.equals(bytes.subarray(0, magic.length))) throw new WireError('the prefix is missing')
  const outer = byNumber(bytes.subarray(magic.length))
  const type = byNumber(asBytes(outer.get(1)))
  return { apiVersion: asText(type.get(1)), kind: asText(type.get(2)), raw: asBytes(outer.get(2)) }
}

function byNumber(bytes: Uint8Array): Map<number, WireField['value']> {
  return new Map([...wireFields(bytes)].map(({ number, value }) => [number, value]))
}

function decodeMessage(messages: Messages, message: string, bytes: Uint8Array, depth: number): JsonObject {
  if (depth > maxDepth) throw new WireError(`the object is nested more than ${maxDepth} levels deep`)
  const fields = messages.fields(message)
  const object: JsonDraft = {}
  const decode = (type: string, value: WireField['value']) => decodeValue(messages, type, value, depth)
  for (const { number, value } of wireFields(bytes)) {
    const field = fields.get(number)
    // A field of a later release.
    if (field === undefined) continue
    if (field.cardinality === 'list') {
      const items = elements(field, value).map((one) => decode(field.type, one))
      const list = object[field.name]
      if (Array.isArray(list)) for (const item of items) list.push(item)
      else object[field.name] = items
    } else if (field.cardinality === 'map') {
      const entry = byNumber(asBytes(value))
      const map = asDraft(object[field.name])
      setField(map, asText(entry.get(1)), decode(field.type, entry.get(2) ?? new Uint8Array()))
      object[field.name] = map
    } else {
      const decoded = decode(field.type, value)
      if (field.name === '') Object.assign(object, decoded)
      else if (isSaid(field, decoded)) object[field.name] = decoded
    }
  }
  return object
}

function elements({ type }: MessageField, value: WireField['value']): WireField['value'][] {
  const isPacked = value instanceof Uint8Array && (type.startsWith('int') || type === 'bool')
  return isPacked ? [...packedVarints(value)] : [value]
}

function isSaid({ keepsZero }: MessageField, value: unknown): boolean {
  if (value === undefined) return false
  return keepsZero || !(value === '' || value === 0 || value === false)
}

function decodeValue(messages: Messages, type: string, value: WireField['value'], depth: number): unknown {
  switch (type) {
    case 'string':
      return asText(value)
    case 'bytes':
      return Buffer.from(asBytes(value)).toString('base64')
    case 'bool':
      return asNumber(value) !== 0
    case 'int32':
    case 'int64':
    case 'double':
      return asNumber(value)
    default: {
      const fields = decodeMessage(messages, type, asBytes(value), depth + 1)
      const special = Object.hasOwn(specialMessages, type) ? specialMessages[type] : undefined
      return special === undefined ? fields : special(fields)
    }
  }
}

function asBytes(value: WireField['value'] | undefined): Uint8Array {
  if (value === undefined) return new Uint8Array()
  if (value instanceof Uint8Array) return value
  throw new WireError('a number stands where bytes belong')
}

function asText(value: WireField['value'] | undefined): string {
  return Buffer.from(asBytes(value)).toString()
}

function asNumber(value: WireField['value']): number {
  if (value instanceof Uint8Array) throw new WireError('bytes stand where a number belongs')
  return Number(value)
}
