import type { EndpointSlice } from '#kubernetes/discovery/v1'
import type { ClusterClient } from '../../client/cluster-client.ts'
import { objectKey } from '../../client/queue/object-key.ts'
import type { Live } from '../../machinery/objects.ts'
import { serviceNameLabel } from '../../machinery/service-name-label.ts'
import { Backend } from './backend.ts'
import { type SliceEndpoint, sliceEndpoints, usableEndpoints } from './slice-endpoints.ts'

export interface EndpointTable extends Disposable {
  /** Where new connections to a Service's port may go at this moment, by the name of the Service's port. */
  backends(service: { namespace: string; name: string }, portName: string): readonly Backend[]
}

interface ServiceEntry {
  slices: Map<string, SliceEndpoint[]>
  /** By port name; dropped with each change and made again when asked. */
  usable: Map<string, Backend[]>
}

/** Follows the EndpointSlices: what it answers is as new as the last change that the API has reported. */
export function followEndpoints(client: ClusterClient): EndpointTable {
  const services = new Map<string, ServiceEntry>()
  const backends = new Map<string, { backend: Backend; slices: number }>()
  const watch = client.watch('endpointslices', (event) => {
    const { type, object } = event
    const service = serviceKey(object)
    const before = type === 'MODIFIED' ? serviceKey(event.old) : service
    if (service !== undefined) replaceSlice(service, object, type === 'DELETED' ? [] : sliceEndpoints(object))
    if (before !== undefined && before !== service) replaceSlice(before, object, [])
  })

  function replaceSlice(service: string, slice: Live<EndpointSlice>, next: SliceEndpoint[]) {
    const entry = services.get(service) ?? { slices: new Map(), usable: new Map() }
    services.set(service, entry)
    const before = entry.slices.get(slice.metadata.name) ?? []
    for (const endpoint of next) hold(endpoint)
    for (const endpoint of before) release(endpoint)
    if (next.length > 0) entry.slices.set(slice.metadata.name, next)
    else entry.slices.delete(slice.metadata.name)
    if (entry.slices.size === 0) services.delete(service)
    entry.usable.clear()
  }

  function hold(endpoint: SliceEndpoint) {
    const known = backends.get(endpoint.key) ?? {
      backend: new Backend(endpoint.address, endpoint.port, endpoint.pod),
      slices: 0,
    }
    known.slices++
    // A pod that drains may close its idle connections at any moment.
    known.backend.keepIdleConnections(endpoint.ready)
    backends.set(endpoint.key, known)
  }

  function release({ key }: SliceEndpoint) {
    const known = backends.get(key)
    if (known === undefined || --known.slices > 0) return
    known.backend.keepIdleConnections(false)
    backends.delete(key)
  }

  return {
    backends(service, portName) {
      const entry = services.get(objectKey(service))
      if (entry === undefined) return []
      const known = entry.usable.get(portName)
      if (known !== undefined) return known
      const named = [...entry.slices.values()].flat().filter((endpoint) => endpoint.portName === portName)
      const usable = usableEndpoints(named).flatMap(({ key }) => backends.get(key)?.backend ?? [])
      entry.usable.set(portName, usable)
      return usable
    },
    [Symbol.dispose]() {
      watch[Symbol.dispose]()
      for (const { backend } of backends.values()) backend.destroy()
      backends.clear()
      services.clear()
    },
  }
}

function serviceKey({ metadata }: Live<EndpointSlice>): string | undefined {
  const name = metadata.labels?.[serviceNameLabel]
  return name === undefined ? undefined : objectKey({ namespace: metadata.namespace ?? '', name })
}
