import { type Cause, invalid, type StatusError } from '../../machinery/status-error.ts'

export type OptionsKind = 'CreateOptions' | 'DeleteOptions' | 'ListOptions' | 'PatchOptions' | 'UpdateOptions'

/** Parameters of a request that do not go together, in the form of upstream's validation. */
export function forbiddenOption(kind: OptionsKind, field: string, because: string): StatusError {
  return invalidOptions(kind, { reason: 'FieldValueForbidden', message: `Forbidden: ${because}`, field })
}

export function requiredOption(kind: OptionsKind, field: string, because: string): StatusError {
  return invalidOptions(kind, { reason: 'FieldValueRequired', message: `Required value: ${because}`, field })
}

export function unsupportedOption(
  kind: OptionsKind,
  field: string,
  value: unknown,
  supported: readonly string[],
): StatusError {
  const listed = supported.map((text) => JSON.stringify(text)).join(', ')
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${listed}`
  return invalidOptions(kind, { reason: 'FieldValueNotSupported', message, field })
}

function invalidOptions(kind: OptionsKind, cause: Cause): StatusError {
  return invalid({ group: 'meta.k8s.io', resource: kind.toLowerCase(), kind }, '', [cause])
}
