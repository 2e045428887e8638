import type { SliceEndpoint } from '../../protocol.ts'

/**
 * Those that take new connections: the ready ones, or, while there is none, those that answer on their way out, as
 * kube-proxy does (KEP-1669).
 */
export function usableEndpoints(endpoints: readonly SliceEndpoint[]): SliceEndpoint[] {
  const ready = endpoints.filter((endpoint) => endpoint.ready)
  return ready.length > 0 ? ready : endpoints.filter((endpoint) => endpoint.draining)
}
