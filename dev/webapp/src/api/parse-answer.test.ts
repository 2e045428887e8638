import { expect, test } from 'vitest'
import { parseEntryPage, parseFieldProblems } from './parse-answer.ts'

const entry = { id: '1', author: 'Ada', message: 'Hello', createdAt: '2026-01-31T09:05:00.000Z' }
const page = (body: unknown) => ({
  status: 200,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

test('a page of entries is read, with its times as dates', () => {
  expect(parseEntryPage(page({ entries: [entry, { ...entry, id: '2' }], nextCursor: 'c' }))).toEqual({
    entries: [
      { ...entry, createdAt: new Date(entry.createdAt) },
      { ...entry, id: '2', createdAt: new Date(entry.createdAt) },
    ],
    nextCursor: 'c',
  })
})

test('a newer API may say more than this client knows', () => {
  const body = { entries: [{ ...entry, likes: 3 }], nextCursor: null, total: 1 }
  expect(parseEntryPage(page(body)).entries).toHaveLength(1)
})

test.each([
  { body: '<html>', says: 'not JSON' },
  { body: [], says: 'the body is array, expected object' },
  { body: { nextCursor: null }, says: 'entries is missing, expected array' },
  { body: { entries: [] }, says: 'nextCursor is missing, expected string or null' },
  { body: { entries: [null], nextCursor: null }, says: 'entries[0] is null' },
  {
    body: { entries: [entry, { ...entry, id: true }], nextCursor: null },
    says: 'entries[1].id is boolean, expected string',
  },
  { body: { entries: [{ ...entry, author: 1 }], nextCursor: null }, says: 'entries[0].author is integer' },
  { body: { entries: [{ ...entry, message: null }], nextCursor: null }, says: 'entries[0].message is null' },
  {
    body: { entries: [{ ...entry, createdAt: 'now' }], nextCursor: null },
    says: 'entries[0].createdAt is "now", expected an ISO 8601 time',
  },
])('$body is refused: $says', ({ body, says }) => {
  expect(() => parseEntryPage(page(body))).toThrow(says)
})

test.each([
  { body: '', want: [] },
  { body: '{"errors":"none"}', want: [] },
  {
    body: '{"errors":[{"pointer":1},null,{"pointer":"#/message","detail":"d"}]}',
    want: [{ field: 'message', detail: 'd' }],
  },
])('field problems of $body', ({ body, want }) => {
  expect(parseFieldProblems({ status: 400, body })).toEqual(want)
})
