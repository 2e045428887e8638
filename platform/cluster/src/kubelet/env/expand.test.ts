import { expect, it } from 'vitest'
import { expand, references } from './expand.ts'

const values: Record<string, string> = { A: 'one', EMPTY: '' }
const lookup = (name: string) => values[name]

it.each([
  { text: '$(A)', want: 'one' },
  { text: 'x-$(A)-$(A)', want: 'x-one-one' },
  { text: '$$(A)', want: '$(A)' },
  { text: '$$$(A)', want: '$one' },
  { text: '$(UNKNOWN)', want: '$(UNKNOWN)' },
  { text: '$(EMPTY)', want: '' },
  { text: '$A $ (A)', want: '$A $ (A)' },
  { text: '$(A', want: '$(A' },
  { text: '$()', want: '$()' },
])('expands $text to $want', ({ text, want }) => {
  expect(expand(text, lookup)).toBe(want)
})

it('names what a text refers to', () => {
  expect(references('$(A):$$(B):$(C_1)')).toEqual(['A', 'C_1'])
})
