import type { Pod } from '#kubernetes/core/v1'
import type { Live } from '../../machinery/objects.ts'
import { notFound } from '../../machinery/status-error.ts'
import { targetOf } from './object-target.ts'
import type { ResourceRequest } from './resource-request.ts'
import type { ServerContext } from './server-context.ts'

/** The pod that a path names; 404 where there is none. */
export function livePod({ client }: ServerContext, asked: ResourceRequest): Live<Pod> {
  const { resource, namespace, name } = targetOf(asked)
  const pod = client.get('pods', namespace, name)
  if (pod === undefined) throw notFound(resource, name)
  return pod
}
