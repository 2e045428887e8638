import type { JsonObject } from '../../machinery/json/json.ts'
import type { Resource } from '../../machinery/resource.ts'
import { badRequest } from '../../machinery/status-error.ts'
import { duplicateFields } from '../admission/decoding/duplicate-fields.ts'
import { unknownFields } from '../admission/decoding/unknown-fields.ts'
import type { Api } from '../registry/api.ts'
import type { FieldValidation } from './query.ts'

/** Findings about the fields of an object, and of the JSON text that it came in: warnings, or on Strict a 400. */
export function checkFields(
  api: Api,
  resource: Resource,
  object: JsonObject,
  validation: FieldValidation,
  jsonText = '',
): string[] {
  if (validation === 'Ignore') return []
  const findings = [...unknownFields(api, resource, object), ...duplicateFields(jsonText)]
  if (validation === 'Warn' || findings.length === 0) return findings
  const { kind, version } = resource
  const listed = findings.join(', ')
  throw badRequest(
    `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: strict decoding error: ${listed}`,
  )
}
