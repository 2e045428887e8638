import type { Service, ServicePort } from '#kubernetes/core/v1'
import { hostPortsAnnotation, parseHostPorts } from '../../client/host-ports.ts'
import type { PartContext } from '../../client/parts.ts'
import type { Live } from '../../machinery/objects.ts'
import type { EndpointTable } from '../endpoints/endpoint-table.ts'
import type { FirstResponses } from '../first-responses.ts'
import { openServiceListener, type ServiceListener } from './service-listener.ts'
import { ServicePortBalancer } from './service-port-balancer.ts'

export interface HostPortOptions {
  context: Pick<PartContext, 'clock' | 'log'>
  endpoints: EndpointTable
  responses: FirstResponses
  service: Live<Service>
  port: ServicePort
  /** Called when the port is open or cannot be opened. */
  onSettled: (hostPort: HostPort) => void
}

/** The port of 127.0.0.1 that leads to one port of a Service. */
export class HostPort {
  readonly #balancer: ServicePortBalancer
  readonly #nodePort: number | undefined
  #listener: ServiceListener | undefined
  #error: Error | undefined
  #isClosed = false

  constructor({ context, endpoints, responses, service, port, onSettled }: HostPortOptions) {
    const { namespace = '', name, annotations } = service.metadata
    const balancer = new ServicePortBalancer(endpoints, context.clock, service, port)
    this.#balancer = balancer
    this.#nodePort = port.nodePort
    const before = parseHostPorts(annotations?.[hostPortsAnnotation])?.get(port.port)
    openServiceListener({
      ...context,
      name: `Service ${namespace}/${name} port ${port.port}`,
      wishes: [port.nodePort, before].filter((wish) => wish !== undefined),
      mayBeHttp: () => balancer.mayBeHttp,
      choose: (client, tried) => balancer.choose(client, tried),
      responded: responses.responded,
    })
      .then(
        (listener) => {
          if (this.#isClosed) listener.stop()
          else this.#listener = listener
        },
        (error) => {
          this.#error = error
        },
      )
      .then(() => this.#isClosed || onSettled(this))
  }

  /** Undefined while it is being opened. */
  get number(): number | undefined {
    return this.#listener?.port
  }

  /** Why it could not be opened. */
  get error(): Error | undefined {
    return this.#error
  }

  /** Takes the Service's present rules; false when it asks for another node port, which only a new one can have. */
  update(service: Live<Service>, port: ServicePort): boolean {
    this.#balancer.update(service, port)
    return port.nodePort === this.#nodePort
  }

  close(): void {
    this.#isClosed = true
    this.#listener?.stop()
  }
}
