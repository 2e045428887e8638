import { GitopsError } from '@gitops-example/kit/errors'
import { listField, numberField, textField } from '@gitops-example/kit/json/fields'

/** Turns the Status object of a refused request into an error; its code is `kubernetes-` and the HTTP status. */
export function apiError(method: string, path: string, httpStatus: number, body: unknown): GitopsError {
  const message = textField(body, 'message') ?? `HTTP status ${httpStatus}`
  const retryAfter = numberField(body, 'details', 'retryAfterSeconds') !== undefined
  const terminating = listField(body, 'details', 'causes').some(
    (cause) => textField(cause, 'reason') === 'NamespaceTerminating',
  )
  return new GitopsError(`kubernetes-${httpStatus}`, `${method} ${path}: ${message}`, {
    cause: body,
    retryable: httpStatus >= 500 || httpStatus === 429 || httpStatus === 409 || retryAfter || terminating,
  })
}

/** No answer at all. */
export function connectionError(method: string, server: string, path: string, cause: Error): GitopsError {
  return new GitopsError(
    'kubernetes-unreachable',
    `${method} ${path}: no answer from ${server}: ${cause.message}.`,
    { cause, retryable: true },
  )
}

export function isApiError(error: unknown, httpStatus: number): boolean {
  return error instanceof GitopsError && error.code === `kubernetes-${httpStatus}`
}
