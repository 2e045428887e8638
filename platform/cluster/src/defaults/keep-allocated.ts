import type { Resource } from '../api/resource.ts'
import { asObject, type JsonObject } from '../json/json.ts'

const serviceFields = ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy']

/** What the server allocated stays when an update leaves it out, as a manifest always does. Changes the draft in place. */
export function keepAllocated({ group, kind }: Resource, old: object, draft: JsonObject): void {
  if (group !== '' || kind !== 'Service') return
  const before = asObject((old as JsonObject).spec)
  const spec = asObject(draft.spec)
  if (before.type === 'ExternalName' || spec.type === 'ExternalName') return
  for (const field of serviceFields) spec[field] ??= before[field]
  draft.spec = spec
}
