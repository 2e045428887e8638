import { GitopsError } from '@gitops-example/kit/errors'
import type { Status, StatusDetails } from '#kubernetes/meta/v1'

export interface Cause {
  reason: string
  message: string
  field: string
}

interface StatusOptions {
  details?: StatusDetails
  cause?: unknown
}

/** What the API answers when it refuses: the error carries the `Status` object that goes over the wire. */
export class StatusError extends GitopsError {
  readonly status: Status & { code: number; reason: string }

  constructor(code: number, reason: string, message: string, { details, cause }: StatusOptions = {}) {
    const retryable = reason === 'Conflict' || code === 429 || code >= 500
    super(kebab(reason), message, { cause, retryable })
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason,
      ...(details && { details }),
      code,
    }
  }

  /** Upstream's machine-readable word, such as `NotFound`. */
  get reason(): string {
    return this.status.reason
  }
}

/** The resource that an error is about, as far as messages name it. */
export interface Named {
  resource: string
  group: string
  kind: string
}

function kebab(reason: string): string {
  return reason.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()
}

function qualified({ resource, group }: Named): string {
  return group === '' ? resource : `${resource}.${group}`
}

function detailsOf({ resource, group }: Named, name: string): StatusDetails {
  return { name, ...(group !== '' && { group }), kind: resource }
}

export function notFound(named: Named, name: string): StatusError {
  return new StatusError(404, 'NotFound', `${qualified(named)} "${name}" not found`, {
    details: detailsOf(named, name),
  })
}

export function alreadyExists(named: Named, name: string): StatusError {
  return new StatusError(409, 'AlreadyExists', `${qualified(named)} "${name}" already exists`, {
    details: detailsOf(named, name),
  })
}

export function conflict(named: Named, name: string, because: string): StatusError {
  const message = `Operation cannot be fulfilled on ${qualified(named)} "${name}": ${because}`
  return new StatusError(409, 'Conflict', message, { details: detailsOf(named, name) })
}

export const staleMessage =
  'the object has been modified; please apply your changes to the latest version and try again'

export function forbidden(named: Named, name: string, because: string, causes?: Cause[]): StatusError {
  const target = name === '' ? qualified(named) : `${qualified(named)} "${name}"`
  const details = { ...detailsOf(named, name), ...(causes && { causes }) }
  return new StatusError(403, 'Forbidden', `${target} is forbidden: ${because}`, { details })
}

/** The error of validation: one cause says it all, several are listed in brackets as upstream does. */
export function invalid(named: Named, name: string, causes: readonly Cause[]): StatusError {
  const lines = [
    ...new Set(causes.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`))),
  ]
  const text = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`
  const kind = named.group === '' ? named.kind : `${named.kind}.${named.group}`
  return new StatusError(422, 'Invalid', `${kind} "${name}" is invalid: ${text}`, {
    details: {
      name,
      ...(named.group !== '' && { group: named.group }),
      kind: named.kind,
      causes: [...causes],
    },
  })
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message)
}

export function expired(message: string): StatusError {
  return new StatusError(410, 'Expired', message)
}

export function methodNotAllowed(): StatusError {
  return new StatusError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
  )
}

export function unknownPath(): StatusError {
  return new StatusError(404, 'NotFound', 'the server could not find the requested resource', { details: {} })
}

export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`
  return new StatusError(415, 'UnsupportedMediaType', message)
}
