import type { EndpointSlice } from '#kubernetes/discovery/v1'
import type { ClusterClient } from '../../../client/cluster-client.ts'
import { objectKey } from '../../../client/queue/object-key.ts'
import type { Live } from '../../../machinery/objects.ts'
import { serviceNameLabel } from '../../../machinery/service-name-label.ts'
import type { Post } from '../data-path-thread.ts'
import { sliceEndpoints } from './slice-endpoints.ts'

/** Keeps the data path's endpoints as the API's EndpointSlices say. */
export function replicateSlices(client: ClusterClient, post: Post): Disposable {
  return client.watch('endpointslices', ({ type, object }) => {
    const key = objectKey(object.metadata)
    const service = type === 'DELETED' ? undefined : serviceKey(object)
    if (service === undefined) post({ type: 'slice', key, endpoints: [] })
    else post({ type: 'slice', key, service, endpoints: sliceEndpoints(object) })
  })
}

function serviceKey({ metadata }: Live<EndpointSlice>): string | undefined {
  const name = metadata.labels?.[serviceNameLabel]
  return name === undefined ? undefined : objectKey({ namespace: metadata.namespace ?? '', name })
}
