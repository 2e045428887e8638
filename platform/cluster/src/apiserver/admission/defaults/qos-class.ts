import { asArray, asObject, type JsonObject } from '../../../machinery/json/json.ts'

/** The pod's quality of service (Kubernetes: Pod Quality of Service Classes). */
export function qosClass(spec: JsonObject): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = [...asArray(spec.containers), ...asArray(spec.initContainers)].map(asObject)
  let some = false
  let all = true
  for (const { resources } of containers) {
    const limits = asObject(asObject(resources).limits)
    const requests = asObject(asObject(resources).requests)
    for (const name of ['cpu', 'memory']) {
      if (limits[name] !== undefined || requests[name] !== undefined) some = true
      if (limits[name] === undefined || (requests[name] ?? limits[name]) !== limits[name]) all = false
    }
  }
  if (!some) return 'BestEffort'
  return all ? 'Guaranteed' : 'Burstable'
}
