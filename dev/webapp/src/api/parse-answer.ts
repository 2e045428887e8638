import { type Page, type Problem, pageSchema, problemSchema } from './contract.ts'
import { findMismatch } from './find-mismatch.ts'
import { ApiError, type EntryPage, type FieldProblem } from './guestbook-api.ts'
import type { Answer } from './send.ts'

type ProblemItem = NonNullable<Problem['errors']>[number]

/** Reads the body of GET /entries. Throws ApiError `malformed` naming the part that is wrong. */
export function parseEntryPage(answer: Answer): EntryPage {
  const page = parseJson(answer.body)
  assertPage(page)
  return {
    entries: page.entries.map((entry) => ({ ...entry, createdAt: new Date(entry.createdAt) })),
    nextCursor: page.nextCursor,
  }
}

/** The `errors` of a problem document (RFC 9457); none when the answer is something else. */
export function parseFieldProblems(answer: Answer): FieldProblem[] {
  let document: unknown
  try {
    document = parseJson(answer.body)
  } catch {
    // The status alone already says that the request was refused.
    return []
  }
  if (typeof document !== 'object' || document === null || !('errors' in document)) return []
  if (!Array.isArray(document.errors)) return []
  return document.errors.flatMap((error: unknown) =>
    isProblemItem(error) && error.pointer !== undefined
      ? [{ field: error.pointer.replace(/^#?\//, ''), detail: error.detail }]
      : [],
  )
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (cause) {
    throw new ApiError('malformed', 'The API answered with something that is not JSON.', { cause })
  }
}

function assertPage(value: unknown): asserts value is Page {
  const found = findMismatch(value, pageSchema)
  if (found === undefined) return
  const { where, expected, actual } = found
  throw new ApiError(
    'malformed',
    `The API answered outside its contract: ${where || 'the body'} is ${actual}, expected ${expected}.`,
  )
}

function isProblemItem(value: unknown): value is ProblemItem {
  return findMismatch(value, problemSchema.properties.errors.items) === undefined
}
