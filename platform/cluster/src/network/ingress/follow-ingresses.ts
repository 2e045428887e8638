import type { Ingress } from 'kubernetes-types/networking/v1.js'
import { saysTheSame } from '../../controllers/metadata/canonical-json.ts'
import { createReconciler } from '../../controllers/queue/reconciler.ts'
import type { Live } from '../../objects.ts'
import type { PartContext } from '../../parts.ts'
import { isServed } from './ingress-class.ts'
import { buildRouteTable, type RouteTable } from './route-table.ts'

export interface FollowedIngresses extends Disposable {
  /** The rules of the Ingresses that the router serves, as new as the last change that the API has told. */
  routes(): RouteTable
  /** Writes into each Ingress's status where it is served; again when an Ingress comes. */
  publish(port: number): void
}

/** Follows the Ingresses of our class. */
export function followIngresses(context: PartContext): FollowedIngresses {
  const { client } = context
  let table: RouteTable | undefined
  let port: number | undefined
  const reconciler = createReconciler('ingress-router', context, writeStatus)
  const changed = () => {
    table = undefined
  }
  const watches = new DisposableStack()
  watches.use(reconciler)
  watches.use(
    client.watch('ingresses', ({ object }) => {
      changed()
      reconciler.enqueue(object.metadata)
    }),
  )
  watches.use(
    client.watch('ingressclasses', () => {
      changed()
      for (const { metadata } of client.list('ingresses')) reconciler.enqueue(metadata)
    }),
  )

  function served(): Live<Ingress>[] {
    const classes = client.list('ingressclasses')
    return client.list('ingresses').filter((ingress) => isServed(ingress, classes))
  }

  function writeStatus(namespace: string, name: string) {
    const ingress = client.get('ingresses', namespace, name)
    if (ingress === undefined || port === undefined) return
    if (!isServed(ingress, client.list('ingressclasses'))) return
    const address = { ip: '127.0.0.1', hostname: 'localhost', ports: [{ port, protocol: 'TCP' }] }
    const status = { loadBalancer: { ingress: [address] } }
    if (!saysTheSame(ingress.status, status)) client.updateStatus('ingresses', { ...ingress, status })
  }

  return {
    routes() {
      table ??= buildRouteTable(served())
      return table
    },
    publish(served) {
      port = served
      for (const { metadata } of client.list('ingresses')) reconciler.enqueue(metadata)
    },
    [Symbol.dispose]: () => watches.dispose(),
  }
}
