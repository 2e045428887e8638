import { expect, it } from 'vitest'
import { parseRefUpdate } from './push-events.ts'

const a = 'a'.repeat(40)
const b = 'b'.repeat(40)
const none = '0'.repeat(40)

it.each([
  {
    name: 'a push',
    line: `${a} ${b} refs/heads/master`,
    want: { before: a, after: b, ref: 'refs/heads/master', bump: false },
  },
  {
    name: 'a new branch',
    line: `${none} ${b} refs/heads/x`,
    want: { before: undefined, after: b, ref: 'refs/heads/x', bump: false },
  },
  {
    name: 'a deleted branch',
    line: `${a} ${none} refs/heads/x`,
    want: { before: a, after: undefined, ref: 'refs/heads/x', bump: false },
  },
  {
    name: 'our own bump',
    line: `${a} ${b} refs/heads/master bump`,
    want: { before: a, after: b, ref: 'refs/heads/master', bump: true },
  },
  { name: 'a line cut short', line: `${a} ${b.slice(3)}`, want: undefined },
  { name: 'an empty line', line: '', want: undefined },
])('reads $name', ({ line, want }) => {
  expect(parseRefUpdate(line)).toEqual(want)
})
