import { asString, type JsonObject } from '../../machinery/json/json.ts'
import { groupVersion, type Resource } from '../../machinery/resource.ts'
import { badRequest } from '../../machinery/status-error.ts'
import { duplicateFields } from '../admission/decoding/duplicate-fields.ts'
import { unknownFields } from '../admission/decoding/unknown-fields.ts'
import type { ApiRequest } from './api-request.ts'
import { type DecodedBody, requireObject } from './decode-body.ts'
import { type FieldValidation, fieldValidation, optionsKind } from './query.ts'
import type { ResourceRequest } from './resource-request.ts'
import type { ServerContext } from './server-context.ts'

export interface ReadObject {
  /** In the form that the store keeps. */
  object: JsonObject
  warnings: string[]
}

/** The value in a request's body, whatever its form. */
export async function readBodyValue({ bodies }: ServerContext, request: ApiRequest): Promise<DecodedBody> {
  return bodies.decode(await request.body(), request.headers['content-type'])
}

/** The object in a request's body; 400 when it is another kind, has wrong types or, on Strict, unknown fields. */
export async function readObject(
  context: ServerContext,
  request: ApiRequest,
  asked: ResourceRequest,
): Promise<ReadObject> {
  const validation = fieldValidation(optionsKind(request.method), request.query)
  const { value, jsonText } = await readBodyValue(context, request)
  const given = requireObject(value)
  requireKind(asked.served, given)
  const duplicates = jsonText === undefined || validation === 'Ignore' ? [] : duplicateFields(jsonText)
  const object = asked.served.view ? (asked.served.view.toHub(given) as JsonObject) : given
  return { object, warnings: checkFields(context, asked, object, validation, duplicates) }
}

/** Findings about the fields of an object: warnings, or on Strict a 400. */
export function checkFields(
  { api }: ServerContext,
  { resource }: Pick<ResourceRequest, 'resource'>,
  object: JsonObject,
  validation: FieldValidation,
  duplicates: readonly string[] = [],
): string[] {
  if (validation === 'Ignore') return []
  const findings = [...unknownFields(api, resource, object), ...duplicates]
  if (validation === 'Warn' || findings.length === 0) return findings
  const { kind, version } = resource
  const listed = findings.join(', ')
  throw badRequest(
    `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: strict decoding error: ${listed}`,
  )
}

/** An object may leave out what the path says already. */
export function requireKind(served: Resource, object: JsonObject): void {
  const apiVersion = asString(object.apiVersion)
  const kind = asString(object.kind)
  const expected = groupVersion(served)
  if (kind !== '' && kind !== served.kind) {
    throw badRequest(
      `${kind} in version ${JSON.stringify(apiVersion)} cannot be handled as a ${served.kind}: the kind in the data (${kind}) does not match the expected kind (${served.kind})`,
    )
  }
  if (apiVersion !== '' && apiVersion !== expected) {
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${expected})`,
    )
  }
}
