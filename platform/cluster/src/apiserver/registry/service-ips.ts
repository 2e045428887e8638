import { asArray, asDraft, asObject, type JsonDraft } from '../../machinery/json/json.ts'
import type { Store } from '../../storage/store.ts'

/** Service addresses come from 10.96.0.0/12 as kubeadm's do; .1 belongs to the API server. */
const first = (10 << 24) + (96 << 16) + 10
const count = (1 << 20) - 256

/** Gives a Service its `clusterIP`. It only names the Service: pods reach it through the node port on 127.0.0.1. */
export function allocateClusterIp(store: Store, service: JsonDraft): void {
  const spec = asDraft(service.spec)
  if (spec.type === 'ExternalName') return
  if (typeof spec.clusterIP === 'string' && spec.clusterIP !== '') {
    spec.clusterIPs ??= [spec.clusterIP]
    return
  }
  const taken = new Set(store.list('services').flatMap((other) => asArray(asObject(other.spec).clusterIPs)))
  for (let tries = 0; tries < count; tries++) {
    const address = dotted(first + ((store.version + tries * 7919) % count))
    if (taken.has(address)) continue
    spec.clusterIP = address
    spec.clusterIPs = [address]
    service.spec = spec
    return
  }
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
}
