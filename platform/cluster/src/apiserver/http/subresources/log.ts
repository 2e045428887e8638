import type { ServerResponse } from 'node:http'
import type { Pod } from '#kubernetes/core/v1'
import type { LogOptions } from '../../../client/kubelet.ts'
import type { Live } from '../../../machinery/objects.ts'
import { badRequest } from '../../../machinery/status-error.ts'
import { chosenContainer } from '../../streaming/chosen-container.ts'
import { requireKubelet } from '../../streaming/require-kubelet.ts'
import type { Answer } from '../answer.ts'
import type { ApiRequest } from '../api-request.ts'
import { livePod } from '../live-pod.ts'
import { boolParameter, countParameter } from '../query.ts'
import type { ResourceRequest } from '../resource-request.ts'
import type { ServerContext } from '../server-context.ts'
import { untilDrained } from '../until-drained.ts'

/** `pods/NAME/log`: a container's output as text. */
export async function readLog(
  context: ServerContext,
  request: ApiRequest,
  asked: ResourceRequest,
): Promise<Answer> {
  const pod = livePod(context, asked)
  const container = chosenContainer(pod, request.query.get('container'))
  const kubelet = requireKubelet(context, pod)
  const options = logOptions(request)
  requireStarted(pod, container, options.previous ?? false)
  const { namespace = '', name } = pod.metadata
  const text = kubelet.logs({ namespace, pod: name, container }, options)[Symbol.asyncIterator]()
  // The first piece shows whether there is a log at all; then a refusal is still a Status.
  const first = options.follow ? undefined : await text.next()
  return {
    contentType: 'text/plain',
    run: async (response) => {
      if (first !== undefined) {
        if (first.done) return void response.end()
        await write(response, first.value)
      }
      try {
        for (let next = await text.next(); !next.done && !response.destroyed; next = await text.next()) {
          await write(response, next.value)
        }
      } finally {
        await text.return?.() // closes the file of a log that was not read to its end
      }
      response.end()
    },
  }
}

async function write(response: ServerResponse, text: string | Uint8Array): Promise<void> {
  if (!response.write(text)) await untilDrained(response)
}

function logOptions({ query, signal }: ApiRequest): LogOptions {
  const sinceSeconds = countParameter(query, 'sinceSeconds')
  const tailLines = countParameter(query, 'tailLines')
  const limitBytes = countParameter(query, 'limitBytes')
  const sinceTime = query.get('sinceTime')
  if (sinceTime !== null && sinceSeconds !== undefined) {
    throw badRequest('at most one of `sinceTime` or `sinceSeconds` may be specified')
  }
  if (sinceTime !== null && Number.isNaN(Date.parse(sinceTime))) {
    throw badRequest(`invalid sinceTime ${JSON.stringify(sinceTime)}: it is not an RFC 3339 time`)
  }
  return {
    follow: boolParameter(query, 'follow'),
    previous: boolParameter(query, 'previous'),
    timestamps: boolParameter(query, 'timestamps'),
    ...(sinceSeconds !== undefined && { sinceSeconds }),
    ...(sinceTime !== null && { sinceTime }),
    ...(tailLines !== undefined && { tailLines }),
    ...(limitBytes !== undefined && { limitBytes }),
    signal: signal(),
  }
}

/** In the words of the kubelet, on which `kubectl logs -f` of a new pod relies. */
function requireStarted({ metadata, status }: Live<Pod>, container: string, previous: boolean): void {
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
  const found = statuses.find(({ name }) => name === container)
  const { waiting } = found?.state ?? {}
  if (previous && found?.lastState?.terminated === undefined) {
    throw badRequest(`previous terminated container "${container}" in pod "${metadata.name}" not found`)
  }
  if (waiting === undefined || previous || found?.lastState?.terminated !== undefined) return
  const because =
    waiting.reason === 'ErrImagePull' || waiting.reason === 'ImagePullBackOff'
      ? 'trying and failing to pull image'
      : (waiting.reason ?? 'ContainerCreating')
  throw badRequest(`container "${container}" in pod "${metadata.name}" is waiting to start: ${because}`)
}
