import type { Clock } from '@gitops-example/kit/clock'
import type { OpenPort, ServiceView } from '../../protocol.ts'
import type { EndpointTable } from '../endpoints/endpoint-table.ts'
import type { Responded } from '../first-responses.ts'
import { openServiceListener, type ServiceListener } from './service-listener.ts'
import { ServicePortBalancer } from './service-port-balancer.ts'

interface HostedPortsOptions {
  clock: Clock
  log: (line: string) => void
  services: ReadonlyMap<string, ServiceView>
  endpoints: EndpointTable
  responded: Responded
}

/** The ports of 127.0.0.1 that lead to ports of Services. */
export class HostedPorts {
  readonly #options: HostedPortsOptions
  /** By id; undefined while it is being opened. */
  readonly #ports = new Map<number, ServiceListener | undefined>()

  constructor(options: HostedPortsOptions) {
    this.#options = options
  }

  /**
   * Resolves with the port, or with undefined when it has been closed in the meantime. An id that is there already stays
   * as it is.
   */
  async open({ id, service, port, wishes }: OpenPort): Promise<number | undefined> {
    if (this.#ports.has(id)) return undefined
    const { clock, endpoints, log, responded, services } = this.#options
    const balancer = new ServicePortBalancer({
      endpoints,
      clock,
      key: service,
      port,
      service: () => services.get(service),
    })
    this.#ports.set(id, undefined)
    const listener = await openServiceListener({
      clock,
      log,
      name: `Service ${service} port ${port}`,
      wishes,
      mayBeHttp: () => balancer.mayBeHttp,
      choose: (client, tried) => balancer.choose(client, tried),
      responded,
    })
    if (this.#ports.has(id)) {
      this.#ports.set(id, listener)
      return listener.port
    }
    listener.stop()
    return undefined
  }

  /** Ends the port and its connections. */
  close(id: number): void {
    this.#ports.get(id)?.stop()
    this.#ports.delete(id)
  }
}
