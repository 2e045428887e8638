import { expect, it } from 'vitest'
import { findingLines } from '../findings/finding-lines.ts'
import { type Failure, testFindings } from './test-findings.ts'

const file = '/tree/dev/web/src/app.test.ts'
const vite = '/checkout/node_modules/vite/dist/node/chunks/node.js'

const table: { name: string; failures: Failure[]; want: string[] }[] = [
  {
    name: 'a failed assertion with the test, the difference and the place',
    failures: [
      {
        file,
        names: ['the list > is empty'],
        errors: [
          {
            name: 'AssertionError',
            message: 'expected 1 to be 2 // Object.is equality',
            diff: '- Expected\n+ Received\n\n- 2\n+ 1',
            stacks: [{ file, line: 12, column: 5 }],
          },
        ],
      },
    ],
    want: [
      'dev/web/src/app.test.ts:12:5: the list > is empty: expected 1 to be 2 // Object.is equality',
      '  - expected, + received',
      '  - 2',
      '  + 1',
    ],
  },
  {
    name: 'an error where it was thrown, with all of its lines',
    failures: [
      {
        file,
        names: ['the list'],
        errors: [
          {
            name: 'TypeError',
            message: 'boom\nsecond line',
            stacks: [
              { file: '/tree/node_modules/x.js', line: 1, column: 1 },
              { file: '/tree/dev/web/src/list.ts', line: 4, column: 30 },
            ],
          },
        ],
      },
    ],
    want: ['dev/web/src/list.ts:4:30: the list: TypeError: boom', '  second line'],
  },
  {
    name: 'a module that cannot be parsed as that, not as the test file that imports it',
    failures: [
      {
        file,
        names: [],
        errors: [
          {
            name: 'Error',
            message:
              'Transform failed with 1 error:\n\n\u001b[31m[PARSE_ERROR] \u001b[0mUnexpected token\n   \u001b[38;5;246m╭\u001b[0m\u001b[38;5;246m─\u001b[0m\u001b[38;5;246m[\u001b[0m dev/web/src/list.ts:1:3 \u001b[38;5;246m]\u001b[0m\n   \u001b[38;5;246m│\u001b[0m\n \u001b[38;5;246m1 │\u001b[0m \u001b[38;5;249ma\u001b[0m\u001b[38;5;249m(\u001b[0m;\n \u001b[38;5;240m  │\u001b[0m   ┬  \n \u001b[38;5;240m  │\u001b[0m   ╰── \n\u001b[38;5;246m───╯\u001b[0m\n',
            stacks: [{ file: vite, line: 7673, column: 19 }],
          },
        ],
      },
    ],
    want: ['dev/web/src/list.ts:1:3: Unexpected token'],
  },
  {
    name: 'an import that leads nowhere, without the folder of the sources',
    failures: [
      {
        file,
        names: [],
        errors: [
          {
            name: 'Error',
            message: `Cannot find module './nowhere.ts' imported from ${file}`,
            stacks: [{ file, line: 2, column: 1 }],
          },
        ],
      },
    ],
    want: [
      "dev/web/src/app.test.ts:2:1: Error: Cannot find module './nowhere.ts' imported from dev/web/src/app.test.ts",
    ],
  },
  {
    name: 'an error outside of any test by its stack',
    failures: [
      {
        file: '/tree',
        names: ['an error outside of any test'],
        errors: [
          {
            name: 'Error',
            message: 'later',
            stack: `Error: later\n    at Timeout._onTimeout (${file}:2:42)\n    at listOnTimeout (node:internal/timers:685:17)`,
          },
        ],
      },
    ],
    want: ['dev/web/src/app.test.ts:2:42: an error outside of any test: Error: later'],
  },
  {
    name: 'what was thrown and is not an error',
    failures: [{ file, names: ['rejects'], errors: [{ stacks: [] }] }],
    want: ['dev/web/src/app.test.ts: rejects: Something that is not an error was thrown.'],
  },
  {
    name: 'a file that fails without an error',
    failures: [{ file, names: [], errors: [] }],
    want: ['dev/web/src/app.test.ts: failed without an error'],
  },
]

it.each(table)('names $name', ({ failures, want }) => {
  expect(testFindings(failures, '/tree').flatMap((finding) => findingLines(finding))).toEqual(want)
})

it('marks only what cannot be parsed as that', () => {
  const marked = table.filter(({ failures }) => testFindings(failures, '/tree').some(({ syntax }) => syntax))
  expect(marked.map(({ name }) => name)).toEqual([
    'a module that cannot be parsed as that, not as the test file that imports it',
  ])
})
