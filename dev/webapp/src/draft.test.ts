import { expect, test } from 'vitest'
import { checkDraft, readDraft } from './draft.ts'

test.each([undefined, null, 'text', {}, { author: ['a', 'b'], message: 1 }])(
  '%o is an empty draft',
  (body) => {
    expect(readDraft(body)).toEqual({ author: '', message: '' })
  },
)

test('limits count characters, not UTF-16 units', () => {
  expect(checkDraft({ author: '🙂'.repeat(80), message: '🙂'.repeat(1000) })).toEqual([])
})

test('too long text is refused with its length', () => {
  expect(checkDraft({ author: 'a'.repeat(81), message: 'm' })).toEqual([
    { field: 'author', detail: 'At most 80 characters, this is 81.' },
  ])
})
