import { expect, it } from 'vitest'
import type { Finding } from './finding.ts'
import { type Fault, mergeFindings, type StepFindings } from './merge-findings.ts'

type Step = 'types' | 'image' | 'lint' | 'test'

const at = (file: string, line: number, message: string, more: Partial<Finding> = {}): Finding => ({
  file,
  line,
  column: 1,
  message,
  ...more,
})
const of = (step: Step, findings: Finding[], app = 'web'): StepFindings<Step> => ({ step, app, findings })

const page = 'dev/web/src/page.tsx'
const list = 'dev/web/src/list.ts'
const syntax = { syntax: true } as const

const table: { name: string; steps: StepFindings<Step>[]; want: string[] }[] = [
  {
    // What each tool says of one missing </h1>.
    name: 'one closing tag that is missing is one fault, in the words of the compiler',
    steps: [
      of('test', [
        at(page, 23, "Expected corresponding JSX closing tag for 'h1'.", syntax),
        at(page, 30, "Expected corresponding JSX closing tag for 'header'.", syntax),
      ]),
      of('types', [at(page, 21, "JSX element 'h1' has no corresponding closing tag.", { rule: 'TS17008' })]),
      of('lint', [
        at(page, 21, "Expected corresponding JSX closing tag for 'h1'.", { rule: 'parse', ...syntax }),
        at(page, 20, "Expected corresponding JSX closing tag for 'header'.", { rule: 'parse', ...syntax }),
      ]),
      of('image', [at(page, 23, 'Unexpected closing "header" tag does not match opening "h1" tag', syntax)]),
    ],
    want: ["types page.tsx:21 JSX element 'h1' has no corresponding closing tag. [image lint test] +5"],
  },
  {
    name: 'a file that only the linter can parse has its first words',
    steps: [of('lint', [at('dev/web/a.json', 1, 'one', syntax), at('dev/web/a.json', 2, 'two', syntax)])],
    want: ['lint a.json:1 one +1'],
  },
  {
    name: 'what cannot be parsed comes first, then types, bundle, tests and lint',
    steps: [
      of('lint', [at('dev/web/z.css', 9, 'broken', syntax), at(list, 5, 'style', { rule: 'lint/style/x' })]),
      of('test', [at(list, 3, 'red')]),
      of('types', [at(list, 1, 'type')]),
      of('image', [at(list, 2, 'bundle')]),
    ],
    want: [
      'lint z.css:9 broken',
      'types list.ts:1 type',
      'image list.ts:2 bundle',
      'test list.ts:3 red',
      'lint list.ts:5 style',
    ],
  },
  {
    name: 'an import that leads nowhere is one fault for all four',
    steps: [
      of('lint', [
        at(page, 4, 'is not specified', { rule: 'lint/correctness/noUndeclaredDependencies' }),
        at(page, 4, 'Sort these imports.', { rule: 'assist/source/organizeImports' }),
      ]),
      of('test', [at(page, 4, 'Cannot find package')]),
      of('image', [at(page, 4, 'Could not resolve')]),
      of('types', [at(page, 4, 'Cannot find module')]),
    ],
    want: ['types page.tsx:4 Cannot find module [image lint test] +3', 'lint page.tsx:4 Sort these imports.'],
  },
  {
    name: 'an unused variable does not hide the test that fails on its line',
    steps: [
      of('lint', [at(list, 4, 'unused', { rule: 'lint/correctness/noUnusedVariables' })]),
      of('test', [at(list, 4, 'expected 1 to be 2')]),
    ],
    want: ['test list.ts:4 expected 1 to be 2', 'lint list.ts:4 unused'],
  },
  {
    name: 'two faults that one tool sees on one line are two',
    steps: [of('types', [at(list, 1, 'one'), at(list, 1, 'two')])],
    want: ['types list.ts:1 one', 'types list.ts:1 two'],
  },
  {
    name: 'an error at one place is one fault for all the tests that meet it',
    steps: [of('test', [at(list, 2, 'boom', { test: 'a' }), at(list, 2, 'boom', { test: 'b' })])],
    want: ['test list.ts:2 boom +1'],
  },
  {
    name: 'a fault of a library is one for all of its apps, and does not count as more',
    steps: [
      of('types', [at('dev/kit/src/a.ts', 1, 'wrong')], 'api'),
      of('types', [at('dev/kit/src/a.ts', 1, 'wrong')]),
    ],
    want: ['types a.ts:1 wrong'],
  },
  {
    name: 'what has no place is told apart by its words',
    steps: [of('types', [{ message: 'one' }, { message: 'two' }]), of('image', [{ message: 'one' }])],
    want: ['types  one', 'types  two', 'image  one'],
  },
]

function line({ step, finding: { file = '', line, message }, also, left }: Fault<Step>): string {
  const place = line === undefined ? '' : `${file.split('/').at(-1)}:${line}`
  return [
    step,
    place,
    message,
    ...(also.length > 0 ? [`[${also.join(' ')}]`] : []),
    ...(left > 0 ? [`+${left}`] : []),
  ].join(' ')
}

it.each(table)('$name', ({ steps, want }) => {
  expect(mergeFindings(steps).map(line)).toEqual(want)
})
