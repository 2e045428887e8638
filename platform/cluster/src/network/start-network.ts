import type { NetworkOptions, Part, PartContext } from '../parts.ts'
import { followEndpoints } from './endpoints/endpoint-table.ts'
import { tellFirstResponses } from './first-responses.ts'
import { followIngresses } from './ingress/follow-ingresses.ts'
import { createIngressRouter } from './ingress/ingress-router.ts'
import { startIngressServer } from './ingress/ingress-server.ts'
import { keepServicePorts } from './service/service-ports.ts'

export interface Network extends Part {
  /** Where the ingress router answers HTTP on 127.0.0.1. */
  readonly ingressPort: number
}

/**
 * Starts what leads to the pods: a port of 127.0.0.1 for each port of each Service, and the ingress router. It listens
 * on loopback only.
 */
export async function startNetwork(context: PartContext, options: NetworkOptions): Promise<Network> {
  const { client, clock } = context
  await using starting = new AsyncDisposableStack()
  const endpoints = starting.use(followEndpoints(client))
  const responses = starting.use(tellFirstResponses(context))
  const ingresses = starting.use(followIngresses(context))
  const router = { client, clock, endpoints, responses, routes: ingresses.routes }
  const server = await startIngressServer(createIngressRouter(router, 'http'), options.preferredIngressPort)
  starting.defer(() => server.stop())
  ingresses.publish(server.port)
  starting.use(keepServicePorts(context, endpoints, responses))
  const running = starting.move()
  return {
    ingressPort: server.port,
    stop: () => running.disposeAsync(),
  }
}
