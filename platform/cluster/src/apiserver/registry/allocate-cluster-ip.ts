import {
  asArray,
  asDraft,
  asObject,
  asString,
  type JsonDraft,
  type JsonObject,
} from '../../machinery/json/json.ts'
import {
  allocatedAddress,
  allocatedCount,
  isServiceAddress,
  serviceRange,
} from '../../machinery/service-addresses.ts'
import { type Cause, invalid } from '../../machinery/status-error.ts'
import type { Store } from '../../storage/store.ts'

/**
 * Gives a Service its `clusterIP`, unless it asks for one. It only names the Service: pods reach it through the node port
 * on 127.0.0.1.
 */
export function allocateClusterIp(store: Store, service: JsonDraft): void {
  const spec = asDraft(service.spec)
  if (spec.type === 'ExternalName') return
  if (typeof spec.clusterIP === 'string' && spec.clusterIP !== '') {
    spec.clusterIPs ??= [spec.clusterIP]
    return
  }
  const taken = takenAddresses(store)
  for (let tries = 0; tries < allocatedCount; tries++) {
    const address = allocatedAddress((store.version + tries * 7919) % allocatedCount)
    if (taken.has(address)) continue
    spec.clusterIP = address
    spec.clusterIPs = [address]
    service.spec = spec
    return
  }
}

/** 422 in upstream's words where a Service asks for an address that no Service may have, or that another one has. */
export function requireFreeClusterIp(store: Store, old: JsonObject | undefined, service: JsonObject): void {
  const address = asString(asObject(service.spec).clusterIP)
  if (address === '' || address === 'None' || address === asObject(old?.spec).clusterIP) return
  if (!isServiceAddress(address)) {
    throw notAllocated(
      service,
      address,
      `the provided IP (${address}) is not in the valid range. The range of valid IPs is ${serviceRange}`,
    )
  }
  if (takenAddresses(store).has(address)) {
    throw notAllocated(service, address, 'provided IP is already allocated')
  }
}

function takenAddresses(store: Store): Set<unknown> {
  return new Set(store.list('services').flatMap(({ spec }) => asArray(asObject(spec).clusterIPs)))
}

function notAllocated({ metadata }: JsonObject, address: string, because: string) {
  const cause: Cause = {
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${JSON.stringify([address])}: failed to allocate IP ${address}: ${because}`,
    field: 'spec.clusterIPs',
  }
  const service = { group: '', resource: 'services', kind: 'Service' }
  return invalid(service, String(asObject(metadata).name), [cause])
}
