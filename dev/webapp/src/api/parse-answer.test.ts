import { expect, test } from 'vitest'
import { parseEntryPage, parseFieldProblems } from './parse-answer.ts'

const entry = { id: '1', author: 'Ada', message: 'Hello', createdAt: '2026-01-31T09:05:00.000Z' }
const page = (body: unknown) => ({
  status: 200,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

test('a page of entries is read, numbers as ids too', () => {
  expect(parseEntryPage(page({ entries: [entry, { ...entry, id: 2 }], nextCursor: 'c' }))).toEqual({
    entries: [
      { ...entry, createdAt: new Date(entry.createdAt) },
      { ...entry, id: '2', createdAt: new Date(entry.createdAt) },
    ],
    nextCursor: 'c',
  })
})

test.each([
  { body: '<html>', says: 'not JSON' },
  { body: [], says: 'the body is object' },
  { body: { nextCursor: null }, says: 'entries is undefined' },
  { body: { entries: [] }, says: 'nextCursor is undefined' },
  { body: { entries: [null], nextCursor: null }, says: 'entries[0] is null' },
  { body: { entries: [entry, { ...entry, id: true }], nextCursor: null }, says: 'entries[1].id is boolean' },
  { body: { entries: [{ ...entry, author: 1 }], nextCursor: null }, says: 'entries[0].author is number' },
  { body: { entries: [{ ...entry, message: null }], nextCursor: null }, says: 'entries[0].message is null' },
  { body: { entries: [{ ...entry, createdAt: 'now' }], nextCursor: null }, says: 'entries[0].createdAt' },
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
