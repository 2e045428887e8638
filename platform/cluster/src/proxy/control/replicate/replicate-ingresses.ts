import type { Ingress } from '#kubernetes/networking/v1'
import type { ClusterClient } from '../../../client/cluster-client.ts'
import { objectKey } from '../../../client/queue/object-key.ts'
import type { Live } from '../../../machinery/objects.ts'
import type { IngressView } from '../../protocol.ts'
import { rewriteAnnotations } from '../../rules/rewrite.ts'
import type { Post } from '../data-path-thread.ts'
import { isServed } from '../ingress/ingress-class.ts'

const wantedAnnotations = Object.values(rewriteAnnotations)

/** Keeps the data path's Ingresses as the API has those of our class. */
export function replicateIngresses(client: ClusterClient, post: Post): Disposable {
  const watches = new DisposableStack()
  watches.use(
    client.watch('ingresses', ({ type, object }) => {
      if (type === 'DELETED') post({ type: 'ingress', key: objectKey(object.metadata) })
      else replicate(object)
    }),
  )
  watches.use(
    client.watch('ingressclasses', () => {
      for (const ingress of client.list('ingresses')) replicate(ingress)
    }),
  )

  function replicate(ingress: Live<Ingress>) {
    const key = objectKey(ingress.metadata)
    const served = isServed(ingress, client.list('ingressclasses'))
    post(served ? { type: 'ingress', key, ingress: viewOf(ingress) } : { type: 'ingress', key })
  }

  return watches
}

function viewOf({ metadata, spec }: Live<Ingress>): IngressView {
  const { namespace = '', name, creationTimestamp, annotations = {} } = metadata
  const wanted = Object.entries(annotations).filter(([annotation]) => wantedAnnotations.includes(annotation))
  return {
    metadata: { namespace, name, creationTimestamp, annotations: Object.fromEntries(wanted) },
    ...(spec === undefined ? {} : { spec }),
  }
}
