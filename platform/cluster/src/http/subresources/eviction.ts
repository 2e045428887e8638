import type { Pod } from 'kubernetes-types/core/v1.js'
import { live } from '../../api/api.ts'
import { deleteObject } from '../../api/delete.ts'
import { badRequest, StatusError } from '../../api/status-error.ts'
import { asObject, asString } from '../../json/json.ts'
import type { Live } from '../../objects.ts'
import { matchesLabelSelector } from '../../selectors/label-selector.ts'
import type { Answer } from '../answer.ts'
import type { ApiRequest } from '../api-request.ts'
import { requireObject } from '../decode-body.ts'
import { deleteOptionsOf } from '../delete-options.ts'
import { targetOf } from '../object-target.ts'
import { readBodyValue } from '../read-object.ts'
import type { ResourceRequest } from '../resource-request.ts'
import type { ServerContext } from '../server-context.ts'

const refused = "Cannot evict pod as it would violate the pod's disruption budget."

/** `pods/NAME/eviction`: deletes the pod unless a PodDisruptionBudget speaks against it (429, to be tried again). */
export async function evict(
  context: ServerContext,
  request: ApiRequest,
  asked: ResourceRequest,
): Promise<Answer> {
  const target = targetOf(asked)
  const eviction = requireObject((await readBodyValue(context, request)).value)
  const named = asString(asObject(eviction.metadata).name)
  if (named !== '' && named !== target.name) {
    throw badRequest(`name in URL does not match name in Eviction object: ${target.name} != ${named}`)
  }
  const options = deleteOptionsOf(asObject(eviction.deleteOptions))
  const pod = live(context.api, target) as Live<Pod>
  requireAllowed(context, pod)
  deleteObject(context.api, target, options)
  return { code: 201, json: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' } }
}

/** By the status that the controller keeps (Kubernetes: API-initiated eviction). Pods that serve nobody may always go. */
function requireAllowed({ client }: ServerContext, pod: Live<Pod>): void {
  const { namespace = '', labels, deletionTimestamp } = pod.metadata
  if (deletionTimestamp !== undefined || pod.status?.phase !== 'Running') return
  const isReady = pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')
  for (const { metadata, spec, status } of client.list('poddisruptionbudgets', { namespace })) {
    if (spec?.selector === undefined || !matchesLabelSelector(spec.selector, labels)) continue
    const { disruptionsAllowed = 0, currentHealthy = 0, desiredHealthy = 0 } = status ?? {}
    const isSpare = spec.unhealthyPodEvictionPolicy === 'AlwaysAllow' || currentHealthy >= desiredHealthy
    if (disruptionsAllowed > 0 || (!isReady && isSpare)) continue
    const because = `The disruption budget ${metadata.name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`
    throw new StatusError(429, 'TooManyRequests', refused, {
      details: { causes: [{ reason: 'DisruptionBudget', message: because }] },
    })
  }
}
