import { asObject, type JsonObject } from '../../machinery/json/json.ts'
import type { Resource } from '../../machinery/resource.ts'
import { qosClass } from '../admission/defaults/qos-class.ts'
import type { Api } from './api.ts'
import { allocateClusterIp } from './service-ips.ts'

/** What the API server itself fills in when an object is made: the first status and allocated values. */
export function prepareForCreate(api: Api, resource: Resource, draft: JsonObject): void {
  if (resource.hasStatus && resource.custom === undefined) {
    delete draft.status
    const status = firstStatus(resource, draft)
    if (status !== undefined) draft.status = status
  } else if (resource.hasStatus) {
    delete draft.status
  }
  if (resource.group !== '') return
  if (resource.resource === 'services') allocateClusterIp(api.store, draft)
  if (resource.resource === 'namespaces') {
    draft.spec = { ...asObject(draft.spec), finalizers: ['kubernetes'] }
  }
}

function firstStatus(resource: Resource, draft: JsonObject): JsonObject | undefined {
  switch (resource.resource) {
    case 'pods':
      return { phase: 'Pending', qosClass: qosClass(asObject(draft.spec)) }
    case 'namespaces':
      return { phase: 'Active' }
    case 'services':
      return { loadBalancer: {} }
    case 'persistentvolumeclaims':
      return { phase: 'Pending' }
    case 'nodes':
      return undefined
    default:
      return resource.custom === undefined ? {} : undefined
  }
}
