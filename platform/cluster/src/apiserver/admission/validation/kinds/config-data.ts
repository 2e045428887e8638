import { asObject, asString, isObject, type JsonObject } from '../../../../machinery/json/json.ts'
import { sameJson } from '../../../../machinery/json/same.ts'
import type { Causes } from '../causes.ts'
import { immutable } from '../fields.ts'
import { configKey } from '../names.ts'
import type { KindRules } from './kind-rules.ts'

/** Kubernetes' limit for the data of a ConfigMap or Secret. */
const maxBytes = 1024 * 1024

export const configMapRules: KindRules = {
  check(object, causes) {
    const { data, binaryData } = object
    checkKeys(data, 'data', causes)
    checkKeys(binaryData, 'binaryData', causes)
    for (const key of Object.keys(asObject(binaryData))) {
      if (Object.hasOwn(asObject(data), key))
        causes.invalid('binaryData', key, 'duplicate of key present in data')
    }
    const bytes = textBytes(data) + encodedBytes(binaryData)
    if (bytes > maxBytes) causes.tooLong('', maxBytes)
  },
  checkUpdate(object, old, causes) {
    checkImmutable(object, old, ['data', 'binaryData'], causes)
  },
}

/** What a Secret of a type must hold (Kubernetes: Types of Secret). */
const requiredKeys = new Map<string, string[]>([
  ['kubernetes.io/tls', ['tls.crt', 'tls.key']],
  ['kubernetes.io/dockerconfigjson', ['.dockerconfigjson']],
  ['kubernetes.io/dockercfg', ['.dockercfg']],
  ['kubernetes.io/ssh-auth', ['ssh-privatekey']],
])

export const secretRules: KindRules = {
  check({ data, type }, causes) {
    checkKeys(data, 'data', causes)
    if (encodedBytes(data) > maxBytes) causes.tooLong('data', maxBytes)
    for (const key of requiredKeys.get(asString(type)) ?? []) {
      if (!Object.hasOwn(asObject(data), key)) causes.required(`data[${key}]`)
    }
    if (type === 'kubernetes.io/basic-auth') {
      const names = ['username', 'password']
      if (!names.some((name) => Object.hasOwn(asObject(data), name))) {
        for (const name of names) causes.required(`data[${name}]`)
      }
    }
  },
  checkUpdate(object, old, causes) {
    immutable(object.type, old.type, 'type', causes)
    checkImmutable(object, old, ['data'], causes)
  },
}

function checkKeys(data: unknown, field: string, causes: Causes) {
  for (const key of Object.keys(asObject(data))) {
    const wrong = configKey(key)
    if (wrong !== undefined) causes.invalid(`${field}[${key}]`, key, wrong)
  }
}

function checkImmutable(object: JsonObject, old: JsonObject, fields: readonly string[], causes: Causes) {
  if (old.immutable !== true) return
  if (object.immutable !== true) causes.forbidden('immutable', 'field is immutable when `immutable` is set')
  for (const field of fields) {
    if (!sameJson(object[field], old[field]))
      causes.forbidden(field, 'field is immutable when `immutable` is set')
  }
}

function textBytes(data: unknown): number {
  if (!isObject(data)) return 0
  return Object.values(data).reduce((sum: number, text) => sum + Buffer.byteLength(asString(text)), 0)
}

function encodedBytes(data: unknown): number {
  if (!isObject(data)) return 0
  return Object.values(data).reduce(
    (sum: number, text) => sum + Math.floor((asString(text).length * 3) / 4),
    0,
  )
}
