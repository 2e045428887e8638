import type { Service } from '#kubernetes/core/v1'
import type { ClusterClient } from '../../../client/cluster-client.ts'
import { objectKey } from '../../../client/queue/object-key.ts'
import type { Live } from '../../../machinery/objects.ts'
import type { ServiceView } from '../../protocol.ts'
import type { Post } from '../data-path-thread.ts'

/** Upstream's default for `sessionAffinityConfig.clientIP.timeoutSeconds`. */
const affinitySeconds = 10_800

/** Keeps the data path's Services as the API has them. */
export function replicateServices(client: ClusterClient, post: Post): Disposable {
  return client.watch('services', ({ type, object }) => {
    const key = objectKey(object.metadata)
    post(type === 'DELETED' ? { type: 'service', key } : { type: 'service', key, service: viewOf(object) })
  })
}

function viewOf({ spec }: Live<Service>): ServiceView {
  const ports = (spec?.ports ?? [])
    .filter(({ protocol }) => (protocol ?? 'TCP') === 'TCP')
    .map(({ port, name = '', appProtocol }) => ({
      number: port,
      name,
      ...(appProtocol === undefined ? {} : { appProtocol }),
    }))
  if (spec?.sessionAffinity !== 'ClientIP') return { ports }
  const seconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? affinitySeconds
  return { ports, affinityMs: seconds * 1000 }
}
