import { asArray, asObject, isObject, type JsonObject } from '../../../machinery/json/json.ts'

const fileMode = 0o644

export function volumeDefaults(volume: JsonObject): void {
  const sources = Object.keys(volume).filter((key) => key !== 'name')
  if (sources.length === 0) volume.emptyDir = {}
  for (const name of ['configMap', 'secret', 'downwardAPI', 'projected']) {
    const source = volume[name]
    if (isObject(source)) source.defaultMode ??= fileMode
  }
  downwardDefaults(asObject(volume.downwardAPI))
  for (const source of asArray(asObject(volume.projected).sources)) {
    const token = asObject(source).serviceAccountToken
    if (isObject(token)) token.expirationSeconds ??= 3600
    downwardDefaults(asObject(asObject(source).downwardAPI))
  }
  if (isObject(volume.hostPath)) volume.hostPath.type ??= ''
}

function downwardDefaults(source: JsonObject) {
  for (const item of asArray(source.items)) {
    const { fieldRef } = asObject(item)
    if (isObject(fieldRef)) fieldRef.apiVersion ??= 'v1'
  }
}
