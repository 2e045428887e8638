import { expect, it } from 'vitest'
import { findingLines } from './finding-lines.ts'

const message = 'It is wrong.'

it.each([
  {
    name: 'place, test, message and note',
    finding: { file: 'dev/a.ts', line: 3, column: 5, test: 'adds', message },
    want: ['dev/a.ts:3:5: adds: It is wrong. (types)'],
  },
  {
    name: 'as much of the place as is known',
    finding: { file: 'dev/a.ts', message },
    want: ['dev/a.ts: It is wrong. (types)'],
  },
  { name: 'no place', finding: { message }, want: ['It is wrong. (types)'] },
  {
    name: 'details below it, without empty lines',
    finding: { message, detail: ['- 1', '', '+ 2'] },
    want: ['It is wrong. (types)', '  - 1', '  + 2'],
  },
  {
    name: 'no line longer than anybody reads',
    finding: { message: 'x'.repeat(1000), detail: ['y'.repeat(1000)] },
    want: [`${'x'.repeat(300)}… (types)`, `  ${'y'.repeat(300)}…`],
  },
])('hold $name', ({ finding, want }) => {
  expect(findingLines(finding, 'types')).toEqual(want)
})
