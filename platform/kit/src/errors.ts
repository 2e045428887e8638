interface Details {
  /** What the reader can do next: one sentence. */
  hint?: string
  cause?: unknown
  /** Whether the same call may succeed later; decided where the failure is known. */
  retryable?: boolean
}

/** The one error class of ours: `message` says action, value and state; `hint` says the next move. */
export class GitopsError extends Error {
  override readonly name = 'GitopsError'
  /** A stable kebab-case word for machines, such as `command-failed`. */
  readonly code: string
  readonly hint: string | undefined
  readonly retryable: boolean

  constructor(code: string, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.hint = details.hint
    this.retryable = details.retryable ?? false
  }
}

/** The text that a person reads for any thrown value: the message, and the hint where there is one; on a line of its own below several. */
export function describeError(error: unknown): string {
  if (error instanceof GitopsError) {
    if (!error.hint) return error.message
    // Below the output of a program the hint would be read as a part of it.
    return `${error.message.trimEnd()}${error.message.includes('\n') ? '\n' : ' '}${error.hint}`
  }
  return error instanceof Error ? error.message : String(error)
}
