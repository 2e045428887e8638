import type { Clock } from '@gitops-example/kit/clock'
import type { Backend } from './backend.ts'

/** Clients remembered before the one that has been away longest is forgotten. */
const maxClients = 10_000

/** Keeps each client's address on the pod that it had, until it has been away for the time that the Service says. */
export class SessionAffinity {
  readonly #clock: Clock
  readonly #clients = new Map<string, { backend: Backend; lastAt: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The client's pod while it is one of `backends`. */
  recall(client: string, backends: readonly Backend[], timeoutMs: number): Backend | undefined {
    const known = this.#clients.get(client)
    if (known === undefined || this.#clock.now() - known.lastAt > timeoutMs) return undefined
    return backends.includes(known.backend) ? known.backend : undefined
  }

  remember(client: string, backend: Backend): void {
    this.#clients.delete(client)
    this.#clients.set(client, { backend, lastAt: this.#clock.now() })
    const oldest = this.#clients.size > maxClients ? this.#clients.keys().next().value : undefined
    if (oldest !== undefined) this.#clients.delete(oldest)
  }
}
