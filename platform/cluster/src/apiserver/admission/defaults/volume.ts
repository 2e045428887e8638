import { asArray, asDraft, isDraft, type JsonDraft } from '../../../machinery/json/json.ts'

const fileMode = 0o644

export function volumeDefaults(volume: JsonDraft): void {
  const sources = Object.keys(volume).filter((key) => key !== 'name')
  if (sources.length === 0) volume.emptyDir = {}
  for (const name of ['configMap', 'secret', 'downwardAPI', 'projected']) {
    const source = volume[name]
    if (isDraft(source)) source.defaultMode ??= fileMode
  }
  downwardDefaults(asDraft(volume.downwardAPI))
  for (const source of asArray(asDraft(volume.projected).sources)) {
    const token = asDraft(source).serviceAccountToken
    if (isDraft(token)) token.expirationSeconds ??= 3600
    downwardDefaults(asDraft(asDraft(source).downwardAPI))
  }
  if (isDraft(volume.hostPath)) volume.hostPath.type ??= ''
}

function downwardDefaults(source: JsonDraft) {
  for (const item of asArray(source.items)) {
    const { fieldRef } = asDraft(item)
    if (isDraft(fieldRef)) fieldRef.apiVersion ??= 'v1'
  }
}
