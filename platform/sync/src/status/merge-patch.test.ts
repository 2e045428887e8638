import { expect, it } from 'vitest'
import { mergePatch } from './merge-patch.ts'

it.each([
  { name: 'equal objects', before: { a: 1 }, after: { a: 1 }, want: undefined },
  { name: 'a new field', before: {}, after: { a: 1 }, want: { a: 1 } },
  { name: 'no object before', before: undefined, after: { a: 1 }, want: { a: 1 } },
  { name: 'a field that goes', before: { a: 1, b: 2 }, after: { a: 1 }, want: { b: null } },
  {
    name: 'a change inside',
    before: { a: { b: 1, c: 2 } },
    after: { a: { b: 1, c: 3 } },
    want: { a: { c: 3 } },
  },
  { name: 'a list', before: { a: [1] }, after: { a: [1, 2] }, want: { a: [1, 2] } },
])('patches $name', ({ before, after, want }) => {
  expect(mergePatch(before, after as Record<string, unknown>)).toEqual(want)
})
