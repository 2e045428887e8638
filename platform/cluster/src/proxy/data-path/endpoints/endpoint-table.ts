import type { SliceEndpoint } from '../../protocol.ts'
import { Backend } from './backend.ts'
import { usableEndpoints } from './usable-endpoints.ts'

interface ServiceEntry {
  slices: Map<string, readonly SliceEndpoint[]>
  /** By port name; dropped with each change and made again when asked. */
  usable: Map<string, Backend[]>
}

/** The endpoints of Services, as their slices say at the moment. */
export class EndpointTable {
  readonly #services = new Map<string, ServiceEntry>()
  /** The Service of each slice. */
  readonly #slices = new Map<string, string>()
  readonly #backends = new Map<string, { backend: Backend; slices: number }>()

  /** Where new connections to a Service's port may go at this moment, by the name of the Service's port. */
  backends(service: string, portName: string): readonly Backend[] {
    const entry = this.#services.get(service)
    if (entry === undefined) return []
    const known = entry.usable.get(portName)
    if (known !== undefined) return known
    const named = [...entry.slices.values()].flat().filter((endpoint) => endpoint.portName === portName)
    const usable = usableEndpoints(named).flatMap(({ key }) => this.#backends.get(key)?.backend ?? [])
    entry.usable.set(portName, usable)
    return usable
  }

  /** Takes what a slice says now; without a Service it says nothing. */
  replaceSlice(slice: string, service: string | undefined, endpoints: readonly SliceEndpoint[]): void {
    const before = this.#slices.get(slice)
    if (service !== undefined) {
      this.#replace(service, slice, endpoints)
      this.#slices.set(slice, service)
    } else this.#slices.delete(slice)
    if (before !== undefined && before !== service) this.#replace(before, slice, [])
  }

  #replace(service: string, slice: string, next: readonly SliceEndpoint[]): void {
    const entry = this.#services.get(service) ?? { slices: new Map(), usable: new Map() }
    this.#services.set(service, entry)
    const before = entry.slices.get(slice) ?? []
    for (const endpoint of next) this.#hold(endpoint)
    for (const endpoint of before) this.#release(endpoint)
    if (next.length > 0) entry.slices.set(slice, next)
    else entry.slices.delete(slice)
    if (entry.slices.size === 0) this.#services.delete(service)
    entry.usable.clear()
  }

  #hold(endpoint: SliceEndpoint): void {
    const known = this.#backends.get(endpoint.key) ?? {
      backend: new Backend(endpoint.address, endpoint.port, endpoint.pod),
      slices: 0,
    }
    known.slices++
    // A pod that drains may close its idle connections at any moment.
    known.backend.keepIdleConnections(endpoint.ready)
    this.#backends.set(endpoint.key, known)
  }

  #release({ key }: SliceEndpoint): void {
    const known = this.#backends.get(key)
    if (known === undefined || --known.slices > 0) return
    known.backend.keepIdleConnections(false)
    this.#backends.delete(key)
  }
}
