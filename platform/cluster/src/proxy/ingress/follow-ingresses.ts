import type { Ingress } from '#kubernetes/networking/v1'
import type { ClusterClient } from '../../client/cluster-client.ts'
import type { Live } from '../../machinery/objects.ts'
import { isServed } from './ingress-class.ts'
import { buildRouteTable, type RouteTable } from './route-table.ts'
import { buildTlsTable, type TlsTable } from './tls-table.ts'

export interface IngressTables extends Disposable {
  /** The rules of the Ingresses that the router serves, as new as the last change that the API has reported. */
  routes(): RouteTable
  certificates(): TlsTable
}

/** Follows the Ingresses of our class; tables are made again when they are asked for after a change. */
export function followIngresses(client: ClusterClient): IngressTables {
  let routes: RouteTable | undefined
  let certificates: TlsTable | undefined
  const forget = () => {
    routes = undefined
    certificates = undefined
  }
  const watches = new DisposableStack()
  watches.use(client.watch('ingresses', forget))
  watches.use(client.watch('ingressclasses', forget))

  return {
    routes() {
      routes ??= buildRouteTable(servedIngresses(client))
      return routes
    },
    certificates() {
      certificates ??= buildTlsTable(servedIngresses(client))
      return certificates
    },
    [Symbol.dispose]: () => watches.dispose(),
  }
}

/** The Ingresses of our class, the oldest first. */
function servedIngresses(client: ClusterClient): Live<Ingress>[] {
  const classes = client.list('ingressclasses')
  return client
    .list('ingresses')
    .filter((ingress) => isServed(ingress, classes))
    .sort(byAge)
}

function byAge(a: Live<Ingress>, b: Live<Ingress>): number {
  const age = a.metadata.creationTimestamp.localeCompare(b.metadata.creationTimestamp)
  const key = ({ metadata }: Live<Ingress>) => `${metadata.namespace}/${metadata.name}`
  return age !== 0 ? age : key(a).localeCompare(key(b))
}
