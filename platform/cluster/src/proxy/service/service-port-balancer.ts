import type { Clock } from '@gitops-example/kit/clock'
import type { Service, ServicePort } from '#kubernetes/core/v1'
import type { Live } from '../../machinery/objects.ts'
import type { Backend } from '../endpoints/backend.ts'
import { chooseBackend } from '../endpoints/choose-backend.ts'
import type { EndpointTable } from '../endpoints/endpoint-table.ts'
import { SessionAffinity } from '../endpoints/session-affinity.ts'

/** Upstream's default for `sessionAffinityConfig.clientIP.timeoutSeconds`. */
const affinitySeconds = 10_800
const httpProtocols = new Set(['http', 'kubernetes.io/ws'])

/** Chooses pods for one port of a Service as the Service says at the moment. */
export class ServicePortBalancer {
  readonly #endpoints: EndpointTable
  readonly #affinity: SessionAffinity
  #service: Live<Service>
  #port: ServicePort

  constructor(endpoints: EndpointTable, clock: Clock, service: Live<Service>, port: ServicePort) {
    this.#endpoints = endpoints
    this.#affinity = new SessionAffinity(clock)
    this.#service = service
    this.#port = port
  }

  update(service: Live<Service>, port: ServicePort): void {
    this.#service = service
    this.#port = port
  }

  /** False when the Service's `appProtocol` names something else. */
  get mayBeHttp(): boolean {
    const protocol = this.#port.appProtocol
    return protocol === undefined || httpProtocols.has(protocol.toLowerCase())
  }

  choose(client: string, tried: ReadonlySet<Backend>): Backend | undefined {
    const { namespace = '', name } = this.#service.metadata
    const backends = this.#endpoints.backends({ namespace, name }, this.#port.name ?? '')
    const { sessionAffinity, sessionAffinityConfig } = this.#service.spec ?? {}
    if (sessionAffinity !== 'ClientIP') return chooseBackend(backends, tried)
    const timeoutMs = (sessionAffinityConfig?.clientIP?.timeoutSeconds ?? affinitySeconds) * 1000
    const known = this.#affinity.recall(client, backends, timeoutMs)
    const chosen = known !== undefined && !tried.has(known) ? known : chooseBackend(backends, tried)
    if (chosen !== undefined) this.#affinity.remember(client, chosen)
    return chosen
  }
}
