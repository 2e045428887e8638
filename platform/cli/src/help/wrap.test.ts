import { expect, it } from 'vitest'
import { columns, wrap } from './wrap.ts'

it.each([
  { text: 'one two three', width: 7, want: ['one two', 'three'] },
  { text: 'one two three', width: 8, want: ['one two', 'three'] },
  { text: 'one two three', width: 80, want: ['one two three'] },
  { text: 'incomprehensibilities of it', width: 5, want: ['incomprehensibilities', 'of it'] },
])('breaks "$text" at $width columns', ({ text, width, want }) => {
  expect(wrap(text, width)).toEqual(want)
})

it('aligns what is wrapped below the second column', () => {
  const rows = [
    { label: '--a', text: 'one two three' },
    { label: '--long', text: 'four' },
  ]
  expect(columns(rows, 18)).toEqual(['  --a     one two', '          three', '  --long  four'])
})
