import { asArray, asObject, asString, isObject, type JsonObject } from '../../../../machinery/json/json.ts'
import type { Causes } from '../causes.ts'
import { configKey, dnsSubdomain, envName } from '../names.ts'

const sources = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef']

/** The environment of a container: `env` and `envFrom`. */
export function checkEnv(container: JsonObject, field: string, causes: Causes): void {
  for (const [index, item] of asArray(container.env).entries()) {
    checkVariable(asObject(item), `${field}.env[${index}]`, causes)
  }
  for (const [index, item] of asArray(container.envFrom).entries()) {
    checkSource(asObject(item), `${field}.envFrom[${index}]`, causes)
  }
}

function checkVariable({ name, value, valueFrom }: JsonObject, field: string, causes: Causes) {
  const wrong = asString(name) === '' ? undefined : envName(asString(name))
  if (asString(name) === '') causes.required(`${field}.name`)
  if (wrong !== undefined) causes.invalid(`${field}.name`, name, wrong)
  if (!isObject(valueFrom)) return
  const given = sources.filter((source) => valueFrom[source] !== undefined)
  const at = `${field}.valueFrom`
  if (given.length === 0) {
    causes.invalid(
      at,
      '',
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
    )
  } else if (given.length > 1) {
    causes.invalid(at, '', 'may not have more than one field specified at a time')
  } else if (asString(value) !== '') {
    causes.invalid(at, '', 'may not be specified when `value` is not empty')
  }
  for (const source of ['configMapKeyRef', 'secretKeyRef']) {
    const reference = valueFrom[source]
    if (!isObject(reference)) continue
    const key = asString(reference.key)
    if (asString(reference.name) === '') causes.required(`${at}.${source}.name`)
    const wrongKey = key === '' ? undefined : configKey(key)
    if (key === '') causes.required(`${at}.${source}.key`)
    if (wrongKey !== undefined) causes.invalid(`${at}.${source}.key`, key, wrongKey)
  }
  const { fieldRef } = valueFrom
  if (isObject(fieldRef) && asString(fieldRef.fieldPath) === '') causes.required(`${at}.fieldRef.fieldPath`)
}

function checkSource(source: JsonObject, field: string, causes: Causes) {
  const given = ['configMapRef', 'secretRef'].filter((name) => source[name] !== undefined)
  if (given.length === 0) causes.invalid(field, '', 'must specify one of: `configMapRef` or `secretRef`')
  if (given.length > 1) causes.invalid(field, '', 'may not have more than one field specified at a time')
  for (const kind of given) {
    const name = asString(asObject(source[kind]).name)
    const wrong = name === '' ? undefined : dnsSubdomain(name)
    if (name === '') causes.required(`${field}.${kind}.name`)
    if (wrong !== undefined) causes.invalid(`${field}.${kind}.name`, name, wrong)
  }
}
