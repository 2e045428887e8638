import { expect, it } from 'vitest'
import { maxDepth } from '../../machinery/json/depth.ts'
import { isTooDeep } from './nesting.ts'

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

it.each([
  { name: 'as deep as allowed', text: nested(maxDepth), want: false },
  { name: 'one level deeper', text: nested(maxDepth + 1), want: true },
  { name: 'wide, not deep', text: `[${'[],'.repeat(maxDepth)}1]`, want: false },
  { name: 'brackets in a text', text: JSON.stringify(nested(maxDepth + 1)), want: false },
  {
    name: 'brackets after an escaped quote in a text',
    text: JSON.stringify(`"${nested(maxDepth + 1)}`),
    want: false,
  },
  { name: 'a text that never ends', text: `"${'['.repeat(maxDepth * 2)}`, want: false },
])('$name: too deep is $want', ({ text, want }) => {
  expect(isTooDeep(text)).toBe(want)
})
