import { asDraft, asObject, asString, type JsonDraft } from '../../../machinery/json/json.ts'

const nameLabel = 'kubernetes.io/metadata.name'

/** Selectors name a namespace by this label, so whatever a client gives, it is the name. */
export function namespaceDefaults(object: JsonDraft): void {
  const metadata = asDraft(object.metadata)
  const labels = asObject(metadata.labels)
  if (labels[nameLabel] === metadata.name) return
  metadata.labels = { ...labels, [nameLabel]: asString(metadata.name) }
}
