import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Kubelet } from '../../../client/kubelet.ts'
import { errorCode } from '../../../machinery/error-code.ts'
import { badRequest } from '../../../machinery/status-error.ts'
import { livePod } from '../../http/live-pod.ts'
import type { ResourceRequest } from '../../http/resource-request.ts'
import type { ServerContext } from '../../http/server-context.ts'
import { requireKubelet } from '../require-kubelet.ts'

/** A pod whose ports can be reached. */
export interface ForwardTarget {
  kubelet: Kubelet
  namespace: string
  pod: string
  /** Whether it is still that pod, and not gone or another one of its name. */
  isThere: () => boolean
}

/** The pod of the path; 400 when it does not run. */
export function forwardTarget(context: ServerContext, asked: ResourceRequest): ForwardTarget {
  const pod = livePod(context, asked)
  const kubelet = requireKubelet(context, pod)
  if (pod.status?.phase !== 'Running') {
    throw badRequest(
      `unable to forward port because pod is not running. Current status=${pod.status?.phase ?? 'Pending'}`,
    )
  }
  const { namespace = '', name, uid } = pod.metadata
  const isThere = () => context.client.get('pods', namespace, name)?.metadata.uid === uid
  return { kubelet, namespace, pod: name, isThere }
}

/** Joins a client's stream with one connection to a port of the pod; resolves with what went wrong, if anything did. */
export async function forwardConnection(
  { kubelet, isThere, ...pod }: ForwardTarget,
  port: number,
  client: Duplex,
): Promise<string | undefined> {
  if (!isThere()) {
    client.destroy()
    return `error forwarding port ${port} to pod ${pod.pod}: the pod is gone`
  }
  const hostPort = kubelet.hostPort(pod, port)
  if (hostPort === undefined) {
    client.destroy()
    return `error forwarding port ${port} to pod ${pod.pod}: the pod declares no container port ${port}`
  }
  const server = connect({ host: '127.0.0.1', port: hostPort, allowHalfOpen: true })
  try {
    await Promise.all([pipeline(client, server), pipeline(server, client)])
    return undefined
  } catch (error) {
    server.destroy()
    client.destroy()
    const code = errorCode(error)
    // Either side may hang up at any time.
    if (code !== 'ECONNREFUSED') return undefined
    return `error forwarding port ${port} to pod ${pod.pod}: connect to 127.0.0.1:${hostPort} refused: nothing listens there`
  }
}
