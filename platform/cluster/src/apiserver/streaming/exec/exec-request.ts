import type { ContainerRef, Kubelet } from '../../../client/kubelet.ts'
import { badRequest, forbidden } from '../../../machinery/status-error.ts'
import type { ApiRequest } from '../../http/api-request.ts'
import { livePod } from '../../http/live-pod.ts'
import { boolParameter } from '../../http/query.ts'
import type { ResourceRequest } from '../../http/resource-request.ts'
import type { ServerContext } from '../../http/server-context.ts'
import { chosenContainer } from '../chosen-container.ts'
import { requireKubelet } from '../require-kubelet.ts'

/** What `pods/NAME/exec` and `pods/NAME/attach` ask for (Kubernetes: PodExecOptions, PodAttachOptions). */
export interface ExecRequest {
  kubelet: Kubelet
  container: ContainerRef
  /** When the client asked, in RFC 3339: what it attaches to is sent from then on. */
  askedAt: string
  /** Absent for attach. */
  command?: readonly [string, ...string[]]
  stdin: boolean
  stdout: boolean
  stderr: boolean
  tty: boolean
}

/** Reads and checks the query; refused before the connection is upgraded, so that the client gets a Status. */
export function execRequest(
  context: ServerContext,
  request: ApiRequest,
  asked: ResourceRequest,
): ExecRequest {
  const { query } = request
  const pod = livePod(context, asked)
  const container = chosenContainer(pod, query.get('container'))
  const kubelet = requireKubelet(context, pod)
  const { namespace = '', name } = pod.metadata
  if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') {
    throw badRequest(`cannot exec into a container in a completed pod; current phase is ${pod.status.phase}`)
  }
  const streams = {
    stdin: boolParameter(query, 'stdin'),
    stdout: boolParameter(query, 'stdout'),
    stderr: boolParameter(query, 'stderr'),
    tty: boolParameter(query, 'tty'),
  }
  if (!streams.stdin && !streams.stdout && !streams.stderr) {
    throw badRequest('you must specify at least 1 of stdin, stdout, stderr')
  }
  const askedAt = new Date(context.clock.now()).toISOString()
  const of = { kubelet, container: { namespace, pod: name, container }, ...streams, askedAt }
  if (asked.subresource === 'attach') {
    if (streams.stdin && kubelet.input(of.container) === undefined) {
      throw forbidden(
        asked.resource,
        name,
        `container ${container} has no standard input: its spec needs stdin: true`,
      )
    }
    return of
  }
  const [program, ...rest] = query.getAll('command')
  if (program === undefined || program === '')
    throw badRequest('you must specify at least one command for the container')
  return { ...of, command: [program, ...rest] }
}
