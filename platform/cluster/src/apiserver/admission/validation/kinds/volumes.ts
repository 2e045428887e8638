import { asArray, asObject, asString, isObject, type JsonObject } from '../../../../machinery/json/json.ts'
import type { Causes } from '../causes.ts'
import { dnsLabel } from '../names.ts'

const maxMode = 0o777

/** Returns the volumes' names, which mounts refer to. */
export function checkVolumes(volumes: readonly unknown[], field: string, causes: Causes): Set<string> {
  const names = new Set<string>()
  for (const [index, item] of volumes.entries()) {
    const volume = asObject(item)
    const at = `${field}[${index}]`
    const name = asString(volume.name)
    const wrong = name === '' ? undefined : dnsLabel(name)
    if (name === '') causes.required(`${at}.name`)
    else if (wrong !== undefined) causes.invalid(`${at}.name`, name, wrong)
    else if (names.has(name)) causes.duplicate(`${at}.name`, name)
    names.add(name)
    checkSource(volume, at, causes)
  }
  return names
}

function checkSource(volume: JsonObject, field: string, causes: Causes) {
  const [first, ...more] = Object.keys(volume).filter((key) => key !== 'name')
  if (first === undefined) causes.required(field, 'must specify a volume type')
  for (const extra of more) causes.forbidden(`${field}.${extra}`, 'may not specify more than 1 volume type')
  const { configMap, secret, persistentVolumeClaim, hostPath } = volume
  if (isObject(configMap)) {
    if (asString(configMap.name) === '') causes.required(`${field}.configMap.name`)
    checkItems(configMap, `${field}.configMap`, causes)
  }
  if (isObject(secret)) {
    if (asString(secret.secretName) === '') causes.required(`${field}.secret.secretName`)
    checkItems(secret, `${field}.secret`, causes)
  }
  if (isObject(persistentVolumeClaim) && asString(persistentVolumeClaim.claimName) === '') {
    causes.required(`${field}.persistentVolumeClaim.claimName`)
  }
  if (isObject(hostPath) && asString(hostPath.path) === '') causes.required(`${field}.hostPath.path`)
}

function checkItems(source: JsonObject, field: string, causes: Causes) {
  const { defaultMode } = source
  if (typeof defaultMode === 'number' && (defaultMode < 0 || defaultMode > maxMode)) {
    causes.invalid(
      `${field}.defaultMode`,
      defaultMode,
      'must be a number between 0 and 0777 (octal), both inclusive',
    )
  }
  for (const [index, item] of asArray(source.items).entries()) {
    const { key, path } = asObject(item)
    const at = `${field}.items[${index}]`
    if (asString(key) === '') causes.required(`${at}.key`)
    if (asString(path) === '') causes.required(`${at}.path`)
    else if (asString(path).startsWith('/')) causes.invalid(`${at}.path`, path, 'must be a relative path')
    else if (asString(path).split('/').includes('..'))
      causes.invalid(`${at}.path`, path, "must not contain '..'")
  }
}
