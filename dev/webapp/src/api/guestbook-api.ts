import type { Draft, Page } from './contract.ts'

export type Entry = Readonly<Omit<Page['entries'][number], 'createdAt'>> & { readonly createdAt: Date }

export interface EntryPage {
  /** Newest first. */
  readonly entries: readonly Entry[]
  /** Opaque; null on the last page. */
  readonly nextCursor: string | null
}

export type EntryDraft = Readonly<Draft>

/** On whose behalf a call is made. */
export interface Caller {
  readonly requestId: string
  readonly log: { warn(details: object, message: string): void }
}

/** The API as the pages see it. Every method throws ApiError and nothing else. */
export interface GuestbookApi {
  /** One page of entries; without a cursor the newest. */
  list(cursor: string | undefined, caller: Caller): Promise<EntryPage>
  /** Sends the draft at most once, so a failure may leave it saved: see ApiError.mayHaveHappened. */
  add(draft: EntryDraft, caller: Caller): Promise<void>
  /** Resolves when the entry is gone, also when it was gone before. */
  remove(id: string, caller: Caller): Promise<void>
  /** Ends idle connections. */
  close(): void
}

export interface FieldProblem {
  readonly field: string
  readonly detail: string
}

/**
 * `unreachable`: no connection. `no-answer`: connected, but no whole answer in time. `failed`: a 5xx
 * answer. `malformed`: an answer outside the contract. `refused`: a 4xx answer, see `status`.
 */
export type ApiErrorCode = 'unreachable' | 'no-answer' | 'failed' | 'malformed' | 'refused'

interface ApiErrorDetails {
  readonly status?: number
  readonly problems?: readonly FieldProblem[]
  readonly cause?: unknown
}

export class ApiError extends Error {
  readonly code: ApiErrorCode
  readonly status: number | undefined
  /** What the API says is wrong with single fields of a refused draft. */
  readonly problems: readonly FieldProblem[]

  constructor(code: ApiErrorCode, message: string, details: ApiErrorDetails = {}) {
    super(message, { cause: details.cause })
    this.code = code
    this.status = details.status
    this.problems = details.problems ?? []
  }

  /** Whether another attempt may succeed soon. */
  get retryable(): boolean {
    if (this.code === 'failed') return [502, 503, 504].includes(this.status ?? 0)
    return this.code === 'unreachable' || this.code === 'no-answer'
  }

  /** Whether the API may have done what it was asked although the call failed. */
  get mayHaveHappened(): boolean {
    return this.code !== 'unreachable' && this.code !== 'refused'
  }
}
