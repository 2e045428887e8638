import { expect, it } from 'vitest'
import { findingLines } from './finding-lines.ts'
import { parseTsc } from './parse-tsc.ts'

const table = [
  {
    name: 'an error with its place',
    output:
      "dev/web/src/page.tsx(21,10): error TS17008: JSX element 'h1' has no corresponding closing tag.\n",
    want: ["dev/web/src/page.tsx:21:10: JSX element 'h1' has no corresponding closing tag. (TS17008)"],
  },
  {
    name: 'an error that is explained below',
    output: `dev/web/src/many.ts(1,35): error TS2322: Type 'string' is not assignable to type 'number'.
dev/web/src/many.ts(5,14): error TS2322: Type '(x: string) => { a: number; }' is not assignable to type '(x: number) => { a: string; }'.
  Types of parameters 'x' and 'x' are incompatible.
    Type 'number' is not assignable to type 'string'.
`,
    want: [
      "dev/web/src/many.ts:1:35: Type 'string' is not assignable to type 'number'. (TS2322)",
      "dev/web/src/many.ts:5:14: Type '(x: string) => { a: number; }' is not assignable to type '(x: number) => { a: string; }'. (TS2322)",
      "  Types of parameters 'x' and 'x' are incompatible.",
      "    Type 'number' is not assignable to type 'string'.",
    ],
  },
  {
    name: 'an error of no file',
    output: "error TS18003: No inputs were found in config file '/tree/dev/web/tsconfig.json'.\n",
    want: ["No inputs were found in config file '/tree/dev/web/tsconfig.json'. (TS18003)"],
  },
  { name: 'nothing in what is no error', output: 'Killed\n', want: [] },
]

it.each(table)('reads $name', ({ output, want }) => {
  expect(parseTsc(output).flatMap((finding) => findingLines(finding, finding.rule))).toEqual(want)
})
