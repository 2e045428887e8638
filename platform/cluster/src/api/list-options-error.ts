import { invalid, type StatusError } from './status-error.ts'

const listOptions = { group: 'meta.k8s.io', resource: 'listoptions', kind: 'ListOptions' }

/** Parameters of a list or a watch that do not go together, in the form of upstream's validation. */
export function forbiddenListOption(field: string, because: string): StatusError {
  return invalid(listOptions, '', [
    { reason: 'FieldValueForbidden', message: `Forbidden: ${because}`, field },
  ])
}

export function unsupportedListOption(
  field: string,
  value: string,
  supported: readonly string[],
): StatusError {
  const listed = supported.map((text) => JSON.stringify(text)).join(', ')
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${listed}`
  return invalid(listOptions, '', [{ reason: 'FieldValueNotSupported', message, field }])
}
