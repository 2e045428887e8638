import type { Part, PartContext } from '../client/parts.ts'
import { followEndpoints } from './endpoints/endpoint-table.ts'
import { reportFirstResponses } from './first-responses.ts'
import { startIngress } from './ingress/start-ingress.ts'
import type { ProxyOptions } from './proxy-options.ts'
import { keepServicePorts } from './service/service-ports.ts'

export interface Network extends Part {
  /** Where the ingress router answers HTTP on 127.0.0.1. */
  readonly ingressPort: number
  /** The same for HTTPS; undefined until an Ingress has asked for TLS. */
  readonly ingressTlsPort: number | undefined
}

/**
 * Starts what leads to the pods: a port of 127.0.0.1 for each port of each Service, and the ingress router. It listens
 * on loopback only.
 */
export async function startProxy(context: PartContext, options: ProxyOptions): Promise<Network> {
  await using starting = new AsyncDisposableStack()
  const endpoints = starting.use(followEndpoints(context.client))
  const responses = starting.use(reportFirstResponses(context))
  const preferredPort = options.preferredIngressPort
  const ingress = await startIngress({ context, endpoints, responses, preferredPort })
  starting.defer(() => ingress.stop())
  starting.use(keepServicePorts(context, endpoints, responses))
  const running = starting.move()
  return {
    ingressPort: ingress.port,
    get ingressTlsPort() {
      return ingress.tlsPort
    },
    stop: () => running.disposeAsync(),
  }
}
