import { asArray, asObject } from '../../../machinery/json/json.ts'
import { badRequest, invalid } from '../../../machinery/status-error.ts'
import { live } from '../../registry/api.ts'
import type { Answer } from '../answer.ts'
import type { ApiRequest } from '../api-request.ts'
import { requireObject } from '../decode-body.ts'
import { targetOf } from '../object-target.ts'
import { readBodyValue } from '../read-object.ts'
import type { ResourceRequest } from '../resource-request.ts'
import type { ServerContext } from '../server-context.ts'

const minSeconds = 600
const maxSeconds = 2 ** 32
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
  const expirationSeconds = lifeSeconds(spec.expirationSeconds ?? defaultSeconds)
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

function lifeSeconds(wanted: unknown): number {
  if (typeof wanted !== 'number' || !Number.isInteger(wanted)) {
    throw badRequest(
      'json: cannot unmarshal into Go struct field TokenRequestSpec.spec.expirationSeconds of type int64',
    )
  }
  const wrong =
    wanted < minSeconds
      ? 'may not specify a duration less than 10 minutes'
      : wanted > maxSeconds
        ? 'may not specify a duration larger than 2^32 seconds'
        : undefined
  if (wrong === undefined) return wanted
  const kind = { group: 'authentication.k8s.io', resource: 'tokenrequests', kind: 'TokenRequest' }
  const message = `Invalid value: ${wanted}: ${wrong}`
  throw invalid(kind, '', [{ reason: 'FieldValueInvalid', message, field: 'spec.expirationSeconds' }])
}
