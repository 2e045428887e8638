import type { Pod } from '#kubernetes/core/v1'
import type { Kubelet } from '../../client/kubelet.ts'
import type { Live } from '../../machinery/objects.ts'
import { badRequest, StatusError } from '../../machinery/status-error.ts'
import type { ServerContext } from '../http/server-context.ts'

/** The node that runs the pod; 400 for a pod that none does, 503 while the node starts. */
export function requireKubelet({ kubelet }: ServerContext, { metadata, spec }: Live<Pod>): Kubelet {
  if (!spec?.nodeName) throw badRequest(`pod ${metadata.name} does not have a host assigned`)
  const node = kubelet()
  if (node === undefined) {
    throw new StatusError(503, 'ServiceUnavailable', `node ${spec.nodeName} is not ready yet; try again`)
  }
  return node
}
