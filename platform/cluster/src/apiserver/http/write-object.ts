import type { JsonObject } from '../../machinery/json/json.ts'
import type { StoredObject } from '../../machinery/objects.ts'
import { methodNotAllowed } from '../../machinery/status-error.ts'
import { warningsFor } from '../not-enforced/not-enforced.ts'
import type { WriteOptions } from '../registry/api.ts'
import { create } from '../registry/create.ts'
import { update } from '../registry/update.ts'
import type { Answer } from './answer.ts'
import type { ApiRequest } from './api-request.ts'
import { checkFields } from './check-fields.ts'
import type { DecodedBody } from './decode-body.ts'
import { encoderFor } from './encode/encoder-for.ts'
import { fieldValidation, optionsKind } from './query.ts'
import { requireSamePlace } from './require-same-place.ts'
import type { ResourceRequest } from './resource-request.ts'
import type { ServerContext } from './server-context.ts'
import { writeOptions } from './write-options.ts'

/** What a verb wants to have stored. */
export interface NextObject {
  /** In the version that was asked for. */
  object: JsonObject
  /** Whether it is added; else it replaces the object that the path names. */
  isNew: boolean
  /** What a patch starts from: what it was warned about is not warned about again. */
  old?: StoredObject | undefined
  /** Makes what is stored of the checked object, in the stored version; may refuse it. */
  complete?: (object: JsonObject) => JsonObject
  /** Whether `complete` has noted in `managedFields` whose the fields are. */
  managed?: boolean
}

export interface WriteVerb {
  read(context: ServerContext, request: ApiRequest): Promise<DecodedBody>
  /** Runs in one step with what follows: no other write comes between what it reads and what is stored. */
  next(body: DecodedBody, options: WriteOptions & { manager: string }): NextObject
}

/**
 * The one way of a write: converted to the stored version, fields and place checked, then through the registry
 * (decoded, defaulted, validated, tracked, stored), with warnings for what is stored but not enforced. A verb says only
 * which object is next.
 */
export async function writeObject(
  context: ServerContext,
  request: ApiRequest,
  asked: ResourceRequest,
  verb: WriteVerb,
): Promise<Answer> {
  const { api } = context
  const { resource, served, namespace, name = '' } = asked
  if (namespace === undefined) throw methodNotAllowed()
  const encoder = encoderFor(context, request, served)
  const validation = fieldValidation(optionsKind(request.method), request.query)
  const options = { ...writeOptions(request), ...statusOnly(asked) }
  const body = await verb.read(context, request)
  const next = verb.next(body, options)
  const object = served.view?.toHub(next.object) ?? next.object
  const findings = checkFields(api, resource, object, validation, body.jsonText)
  requireSamePlace(asked, object)
  const completed = next.complete?.(object) ?? object
  const written = { ...options, managed: next.managed ?? false }
  const stored = next.isNew
    ? create(api, resource, namespace, completed, written)
    : update(api, { resource, namespace, name }, completed, written)
  const known = new Set(next.old && warningsFor(resource, next.old))
  const warnings = warningsFor(resource, object).filter((warning) => !known.has(warning))
  return { code: next.isNew ? 201 : 200, json: encoder.one(stored), warnings: [...findings, ...warnings] }
}

function statusOnly({ subresource }: ResourceRequest): Pick<WriteOptions, 'subresource'> {
  return subresource === 'status' ? { subresource } : {}
}
