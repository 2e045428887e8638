import type { IngressView } from '../../protocol.ts'
import { KnownPatterns } from './known-patterns.ts'
import { buildRouteTable, type RouteTable } from './route-table.ts'
import { buildTlsTable, type TlsTable } from './tls-table.ts'

/** What the served Ingresses say together; tables are made again when they are asked for after a change. */
export class IngressTables {
  readonly #ingresses = new Map<string, IngressView>()
  readonly #patterns = new KnownPatterns()
  #routes: RouteTable | undefined
  #certificates: TlsTable | undefined

  replace(key: string, ingress: IngressView | undefined): void {
    if (ingress === undefined) this.#ingresses.delete(key)
    else this.#ingresses.set(key, ingress)
    this.#routes = undefined
    this.#certificates = undefined
  }

  get routes(): RouteTable {
    if (this.#routes === undefined) {
      this.#routes = buildRouteTable(this.#byAge(), this.#patterns)
      this.#patterns.forgetUnused()
    }
    return this.#routes
  }

  get certificates(): TlsTable {
    this.#certificates ??= buildTlsTable(this.#byAge())
    return this.#certificates
  }

  /** The oldest first. */
  #byAge(): IngressView[] {
    const age = ({ metadata }: IngressView) => metadata.creationTimestamp
    return [...this.#ingresses]
      .sort(([keyA, a], [keyB, b]) => age(a).localeCompare(age(b)) || keyA.localeCompare(keyB))
      .map(([, ingress]) => ingress)
  }
}
