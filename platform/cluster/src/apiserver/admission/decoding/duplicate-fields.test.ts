import fc from 'fast-check'
import { expect, test } from 'vitest'
import { duplicateFields } from './duplicate-fields.ts'

test.each([
  { text: '{"a":1,"b":2}', want: [] },
  { text: '{"spec":{"replicas":1,"replicas":2}}', want: ['duplicate field "spec.replicas"'] },
  { text: '{"a":[{"b":1},{"b":1,"c":2,"b":3}]}', want: ['duplicate field "a[1].b"'] },
  { text: '{"a":"a\\",\\"a","b":{"a":1}}', want: [] },
  { text: '{"a":1,"\\u0061":2}', want: ['duplicate field "a"'] },
  { text: '{"a":{"x":"{\\"a\\":1"},"a":[]}', want: ['duplicate field "a"'] },
  { text: '[{"a":1},{"a":1}]', want: [] },
])('$text', ({ text, want }) => {
  expect(duplicateFields(text)).toEqual(want)
})

test('an object that JavaScript wrote has none', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(duplicateFields(text)).toEqual([])
    }),
  )
})
