import { asArray, asObject } from '../../../machinery/json/json.ts'
import { live } from '../../registry/api.ts'
import { update } from '../../registry/update.ts'
import { type Answer, ok } from '../answer.ts'
import type { ApiRequest } from '../api-request.ts'
import { checkFields } from '../check-fields.ts'
import { encoderFor } from '../encode/encoder-for.ts'
import { targetOf } from '../object-target.ts'
import { fieldValidation } from '../query.ts'
import { readBodyValue, readObject } from '../read-object.ts'
import type { ResourceRequest } from '../resource-request.ts'
import type { ServerContext } from '../server-context.ts'
import { writeOptions } from '../write-options.ts'

/** `namespaces/NAME/finalize`: writes `spec.finalizers` and nothing else; without any the namespace may go. */
export async function finalizeNamespace(
  context: ServerContext,
  request: ApiRequest,
  asked: ResourceRequest,
): Promise<Answer> {
  const validation = fieldValidation('UpdateOptions', request.query)
  const body = await readBodyValue(context, request)
  const object = readObject(asked.served, body)
  checkFields(context.api, asked.resource, object, validation, body.jsonText)
  const target = targetOf(asked)
  const old = live(context.api, target)
  const finalizers = asArray(asObject(object.spec).finalizers)
  const given = { ...old, spec: { ...asObject(old.spec), finalizers } }
  const { dryRun = false } = writeOptions(request)
  const updated = update(context.api, target, given, { dryRun, internal: true })
  return ok(encoderFor(context, request, asked.served).one(updated))
}
