import type { Clock } from '@gitops-example/kit/clock'
import type { ServiceView } from '../../protocol.ts'
import type { Backend } from '../endpoints/backend.ts'
import { chooseBackend } from '../endpoints/choose-backend.ts'
import type { EndpointTable } from '../endpoints/endpoint-table.ts'
import { SessionAffinity } from '../endpoints/session-affinity.ts'

const httpProtocols = new Set(['http', 'kubernetes.io/ws'])

interface ServicePortBalancerOptions {
  endpoints: EndpointTable
  clock: Clock
  /** The Service's key. */
  key: string
  /** The Service's number of the port. */
  port: number
  /** The Service as it is at the moment. */
  service: () => ServiceView | undefined
}

/** Chooses pods for one port of a Service as the Service says at the moment. */
export class ServicePortBalancer {
  readonly #options: ServicePortBalancerOptions
  readonly #affinity: SessionAffinity

  constructor(options: ServicePortBalancerOptions) {
    this.#options = options
    this.#affinity = new SessionAffinity(options.clock)
  }

  /** False when the Service's `appProtocol` names something else. */
  get mayBeHttp(): boolean {
    const protocol = this.#port?.appProtocol
    return protocol === undefined || httpProtocols.has(protocol.toLowerCase())
  }

  choose(client: string, tried: ReadonlySet<Backend>): Backend | undefined {
    const { endpoints, key, service } = this.#options
    const backends = endpoints.backends(key, this.#port?.name ?? '')
    const affinityMs = service()?.affinityMs
    if (affinityMs === undefined) return chooseBackend(backends, tried)
    const known = this.#affinity.recall(client, backends, affinityMs)
    const chosen = known !== undefined && !tried.has(known) ? known : chooseBackend(backends, tried)
    if (chosen !== undefined) this.#affinity.remember(client, chosen)
    return chosen
  }

  get #port() {
    return this.#options.service()?.ports.find(({ number }) => number === this.#options.port)
  }
}
