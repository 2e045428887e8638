import type { Pod, Service, ServicePort } from '#kubernetes/core/v1'
import type { Endpoint, EndpointPort, EndpointSlice } from '#kubernetes/discovery/v1'
import { isPodFinished, isPodReady } from '../../client/pod-state.ts'
import { sameJson } from '../../machinery/json/same.ts'
import type { Live } from '../../machinery/objects.ts'
import { serviceNameLabel } from '../../machinery/service-name-label.ts'
import { controllerReference } from '../metadata/owner.ts'
import { resolvePorts } from './endpoint-ports.ts'

export const managedByLabel = 'endpointslice.kubernetes.io/managed-by'
export const managedBy = 'endpointslice-controller.k8s.io'

export interface SlicePlan {
  create: EndpointSlice[]
  update: Live<EndpointSlice>[]
  delete: Live<EndpointSlice>[]
  /** Service ports that a pod declares no container port for. */
  unresolved: { pod: string; port: ServicePort }[]
}

interface Group {
  ports: EndpointPort[]
  endpoints: Endpoint[]
}

/**
 * The slices of a Service whose selector picks `pods`: one per distinct set of ports, as upstream groups them. A slice
 * that has the right ports already is kept, so that a client sees one changed slice and not a new one.
 */
export function planSlices(
  service: Live<Service>,
  pods: readonly Live<Pod>[],
  existing: readonly Live<EndpointSlice>[],
): SlicePlan {
  const plan: SlicePlan = { create: [], update: [], delete: [], unresolved: [] }
  const groups = groupByPorts(service, pods, plan.unresolved)
  const byPorts = new Map(existing.map((slice) => [portsKey(slice.ports ?? []), slice]))
  const kept = new Set<Live<EndpointSlice>>()
  const metadata = sliceMetadata(service)
  const homeless: Group[] = []
  for (const [key, group] of groups) {
    const slice = byPorts.get(key)
    if (slice === undefined) {
      homeless.push(group)
      continue
    }
    kept.add(slice)
    const wanted = {
      ...slice,
      endpoints: group.endpoints,
      metadata: { ...slice.metadata, labels: { ...slice.metadata.labels, ...metadata.labels } },
    }
    if (!sameJson(wanted, slice)) plan.update.push(wanted)
  }
  for (const { ports, endpoints } of homeless) {
    plan.create.push({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata,
      addressType: 'IPv4',
      endpoints,
      ports,
    })
  }
  plan.delete.push(...existing.filter((slice) => !kept.has(slice)))
  return plan
}

function groupByPorts(
  service: Live<Service>,
  pods: readonly Live<Pod>[],
  unresolved: SlicePlan['unresolved'],
): Map<string, Group> {
  const servicePorts = service.spec?.ports ?? []
  const groups = new Map<string, Group>()
  for (const pod of [...pods].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))) {
    if (isPodFinished(pod) || !pod.status?.podIP) continue
    const resolved = resolvePorts(pod, servicePorts)
    if (resolved === undefined) continue
    unresolved.push(...resolved.unresolved.map((port) => ({ pod: pod.metadata.name, port })))
    const key = portsKey(resolved.ports)
    const group = groups.get(key) ?? { ports: resolved.ports, endpoints: [] }
    groups.set(key, group)
    group.endpoints.push(endpoint(service, pod, pod.status.podIP))
  }
  // A Service without pods has one empty slice, so that a client can distinguish "nobody" from "not looked at yet".
  if (groups.size === 0) groups.set('', { ports: [], endpoints: [] })
  return groups
}

/** Equal for equal ports, in whatever order their fields were written. */
function portsKey(ports: readonly EndpointPort[]): string {
  return ports
    .map(({ name, protocol, port, appProtocol }) => `${name}|${protocol}|${port}|${appProtocol ?? ''}`)
    .join(',')
}

function endpoint(service: Live<Service>, pod: Live<Pod>, address: string): Endpoint {
  const regardless = service.spec?.publishNotReadyAddresses ?? false
  const serving = regardless || isPodReady(pod)
  const terminating = pod.metadata.deletionTimestamp !== undefined
  const { nodeName, hostname, subdomain } = pod.spec ?? {}
  return {
    addresses: [address],
    conditions: { ready: serving && (regardless || !terminating), serving, terminating },
    targetRef: {
      kind: 'Pod',
      namespace: pod.metadata.namespace ?? '',
      name: pod.metadata.name,
      uid: pod.metadata.uid,
    },
    ...(nodeName === undefined ? {} : { nodeName }),
    ...(hostname && subdomain === service.metadata.name ? { hostname } : {}),
  }
}

function sliceMetadata(service: Live<Service>) {
  const headless = service.spec?.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {}
  return {
    generateName: `${service.metadata.name}-`,
    ...(service.metadata.namespace === undefined ? {} : { namespace: service.metadata.namespace }),
    labels: {
      ...service.metadata.labels,
      ...headless,
      [serviceNameLabel]: service.metadata.name,
      [managedByLabel]: managedBy,
    },
    ownerReferences: [controllerReference(service)],
  }
}
