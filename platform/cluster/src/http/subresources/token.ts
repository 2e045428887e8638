import { live } from '../../api/api.ts'
import { asArray, asObject } from '../../json/json.ts'
import type { Answer } from '../answer.ts'
import type { ApiRequest } from '../api-request.ts'
import { requireObject } from '../decode-body.ts'
import { targetOf } from '../object-target.ts'
import { readBodyValue } from '../read-object.ts'
import type { ResourceRequest } from '../resource-request.ts'
import type { ServerContext } from '../server-context.ts'

const minSeconds = 600
const defaultSeconds = 3600

/** `serviceaccounts/NAME/token`: a token for the account (authentication.k8s.io/v1 TokenRequest). */
export async function createToken(
  context: ServerContext,
  request: ApiRequest,
  asked: ResourceRequest,
): Promise<Answer> {
  const given = requireObject((await readBodyValue(context, request)).value)
  const spec = asObject(given.spec)
  const account = live(context.api, targetOf(asked))
  const wanted = typeof spec.expirationSeconds === 'number' ? spec.expirationSeconds : defaultSeconds
  const expirationSeconds = Math.max(minSeconds, Math.floor(wanted))
  const audiences = asArray(spec.audiences).filter((audience) => typeof audience === 'string')
  const { name, namespace = '', uid } = account.metadata
  const { token, expiresAtMs } = context.accountTokens.issue(
    { name, namespace, uid, audiences },
    expirationSeconds,
  )
  return {
    code: 201,
    json: {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { name, namespace },
      spec: { audiences, expirationSeconds, boundObjectRef: spec.boundObjectRef ?? null },
      status: { token, expirationTimestamp: `${new Date(expiresAtMs).toISOString().slice(0, 19)}Z` },
    },
  }
}
