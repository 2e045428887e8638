import { ApiError, type Entry, type EntryPage, type FieldProblem } from './guestbook-api.ts'
import type { Answer } from './send.ts'

/** Reads the body of GET /entries. Throws ApiError `malformed` naming the part that is wrong. */
export function parseEntryPage(answer: Answer): EntryPage {
  const page = record(parseJson(answer.body), 'the body')
  if (!Array.isArray(page.entries)) throw malformed('entries', 'a list', page.entries)
  const { nextCursor } = page
  if (nextCursor !== null && typeof nextCursor !== 'string') {
    throw malformed('nextCursor', 'text or null', nextCursor)
  }
  return { entries: page.entries.map((entry, index) => parseEntry(entry, `entries[${index}]`)), nextCursor }
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
  if (!isRecord(document) || !Array.isArray(document.errors)) return []
  return document.errors.flatMap((error: unknown) =>
    isRecord(error) && typeof error.pointer === 'string' && typeof error.detail === 'string'
      ? [{ field: error.pointer.replace(/^#?\//, ''), detail: error.detail }]
      : [],
  )
}

function parseEntry(value: unknown, where: string): Entry {
  const entry = record(value, where)
  const { id, author, message, createdAt } = entry
  if (typeof id !== 'string' && typeof id !== 'number') throw malformed(`${where}.id`, 'text or a number', id)
  if (typeof author !== 'string') throw malformed(`${where}.author`, 'text', author)
  if (typeof message !== 'string') throw malformed(`${where}.message`, 'text', message)
  const date = new Date(typeof createdAt === 'string' ? createdAt : Number.NaN)
  if (Number.isNaN(date.getTime())) throw malformed(`${where}.createdAt`, 'an ISO 8601 time', createdAt)
  return { id: String(id), author, message, createdAt: date }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (cause) {
    throw new ApiError('malformed', 'The API answered with something that is not JSON.', { cause })
  }
}

function record(value: unknown, where: string): Record<string, unknown> {
  if (isRecord(value)) return value
  throw malformed(where, 'an object', value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function malformed(where: string, expected: string, actual: unknown): ApiError {
  return new ApiError(
    'malformed',
    `The API answered outside its contract: ${where} is ${actual === null ? 'null' : typeof actual}, expected ${expected}.`,
  )
}
