interface Failure {
  message?: string
  cause?: unknown
}

/** Pure: the signal that has ended a worker, in the words of Vitest; undefined where none has. */
export function killingSignal(errors: readonly Failure[]): string | undefined {
  return errors.map(({ message, cause }) => signalIn(message) ?? signalIn(messageOf(cause))).find(Boolean)
}

function messageOf(cause: unknown): string | undefined {
  return typeof cause === 'object' && cause !== null && 'message' in cause ? String(cause.message) : undefined
}

function signalIn(message: string | undefined): string | undefined {
  return /^Worker exited unexpectedly .*\bsignal (SIG\w+)/.exec(message ?? '')?.[1]
}
