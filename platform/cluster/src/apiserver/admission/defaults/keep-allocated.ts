import { asDraft, asObject, type JsonDraft, type JsonObject } from '../../../machinery/json/json.ts'
import { sameJson } from '../../../machinery/json/same.ts'
import type { Resource } from '../../../machinery/resource.ts'

const addressFields = ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy']

/** Fields that only Services of some types have. */
const typeFields: { types: readonly string[]; fields: readonly string[] }[] = [
  {
    types: ['ClusterIP', 'NodePort', 'LoadBalancer'],
    fields: [...addressFields, 'internalTrafficPolicy'],
  },
  { types: ['NodePort', 'LoadBalancer'], fields: ['externalTrafficPolicy', 'healthCheckNodePort'] },
  { types: ['LoadBalancer'], fields: ['allocateLoadBalancerNodePorts', 'loadBalancerClass'] },
]

/**
 * What the server allocated stays when an update leaves it out, as a manifest always does; what the old type had and
 * the new one cannot have goes, unless the update gives it another value. Changes the draft in place.
 */
export function keepAllocated({ group, kind }: Resource, old: JsonObject, draft: JsonDraft): void {
  if (group !== '' || kind !== 'Service') return
  const before = asObject(old.spec)
  const spec = asDraft(draft.spec)
  const type = typeof spec.type === 'string' ? spec.type : 'ClusterIP'
  if (type !== 'ExternalName' && before.type !== 'ExternalName') {
    for (const field of addressFields) spec[field] ??= before[field]
  }
  for (const { types, fields } of typeFields) {
    if (types.includes(type)) continue
    for (const field of fields) if (sameJson(spec[field], before[field])) delete spec[field]
  }
  draft.spec = spec
}
