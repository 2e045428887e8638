import type { Pod } from '#kubernetes/core/v1'
import { asObject, asString } from '../../../machinery/json/json.ts'
import type { Live } from '../../../machinery/objects.ts'
import { badRequest, StatusError } from '../../../machinery/status-error.ts'
import { deleteObject } from '../../registry/delete.ts'
import type { Answer } from '../answer.ts'
import type { ApiRequest } from '../api-request.ts'
import { requireObject } from '../decode-body.ts'
import { deleteOptionsOf } from '../delete-options.ts'
import { livePod } from '../live-pod.ts'
import { targetOf } from '../object-target.ts'
import { readBodyValue } from '../read-object.ts'
import type { ResourceRequest } from '../resource-request.ts'
import type { ServerContext } from '../server-context.ts'
import { evictionAllowed } from './eviction-allowed.ts'

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
  const pod = livePod(context, asked)
  requireAllowed(context, pod)
  deleteObject(context.api, target, options)
  return { code: 201, json: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' } }
}

/** Throws upstream's 429, whose cause names the budget; kubectl drain then tries again. */
function requireAllowed({ client }: ServerContext, pod: Live<Pod>): void {
  const verdict = evictionAllowed(client, pod)
  if (verdict.allowed) return
  throw new StatusError(429, 'TooManyRequests', refused, {
    details: { causes: [{ reason: 'DisruptionBudget', message: verdict.message }] },
  })
}
