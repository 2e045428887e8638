import type { EndpointSlice } from '#kubernetes/discovery/v1'
import type { SliceEndpoint } from '../../protocol.ts'

/** The TCP endpoints that a slice publishes (discovery.k8s.io/v1; open conditions mean ready and serving). */
export function sliceEndpoints(
  slice: Pick<EndpointSlice, 'addressType' | 'endpoints' | 'ports'>,
): SliceEndpoint[] {
  // Names would have to be looked up again and again; upstream's proxies leave them out too.
  if (slice.addressType === 'FQDN') return []
  const ports = (slice.ports ?? []).filter(({ protocol }) => (protocol ?? 'TCP') === 'TCP')
  return slice.endpoints.flatMap(({ addresses, conditions, targetRef }) => {
    const ready = conditions?.ready ?? true
    const draining = (conditions?.terminating ?? false) && (conditions?.serving ?? ready)
    const pod =
      targetRef?.kind === 'Pod' && targetRef.name !== undefined
        ? { namespace: targetRef.namespace ?? '', name: targetRef.name, uid: targetRef.uid ?? '' }
        : undefined
    // All addresses of one endpoint are the same pod; a client takes the first.
    const [address] = addresses
    if (address === undefined) return []
    return ports.flatMap(({ name, port }) =>
      port === undefined
        ? []
        : [
            {
              key: `${address}:${port}/${pod?.uid ?? ''}`,
              portName: name ?? '',
              address,
              port,
              pod,
              ready,
              draining,
            },
          ],
    )
  })
}
