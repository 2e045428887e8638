import { describe, expect, it } from 'vitest'
import type { Finding } from '../checks/findings/finding.ts'
import { failureReport, type StepFailure } from './failure-report.ts'

const red = (step: StepFailure['step'], app: string, ...findings: Finding[]): StepFailure => ({
  step,
  app,
  reason: 'not read',
  findings,
})
const unable = (step: StepFailure['step'], app: string | undefined, reason: string): StepFailure => ({
  step,
  app,
  reason,
})
const wrong = (line: number, detail: string[] = []): Finding => ({
  file: 'dev/web/a.ts',
  line,
  column: 1,
  message: `wrong ${line}`,
  detail,
})
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

describe('what is wrong', () => {
  const table: { name: string; failures: [StepFailure, ...StepFailure[]]; want: string }[] = [
    {
      name: 'is one line with the step and its rule where one tool sees one fault',
      failures: [red('types', 'web', { ...wrong(1), rule: 'TS2322' })],
      want: 'web types\ndev/web/a.ts:1:1: wrong 1 (types TS2322)',
    },
    {
      name: 'names the rules of the linter, which say what they are of',
      failures: [red('lint', 'web', { ...wrong(1), rule: 'lint/a/b' }, { ...wrong(2), rule: 'format' })],
      want: 'web lint\ndev/web/a.ts:1:1: wrong 1 (lint/a/b)\ndev/web/a.ts:2:1: wrong 2 (lint format)',
    },
    {
      name: 'counts what repeats it, and says where to read that',
      failures: [red('test', 'web', wrong(1)), red('types', 'web', wrong(1))],
      want: 'web types\ndev/web/a.ts:1:1: wrong 1 (types; also test)\n... and 1 more that repeat or follow from it: see ./gitops check web',
    },
    {
      name: 'of two apps is in one list, which ends with both names',
      failures: [
        red('lint', 'web', ...numbers(5).map((line) => wrong(line))),
        red('types', 'api', ...numbers(5).map((line) => wrong(line + 5))),
      ],
      want: `api types\n${[6, 7, 8, 9, 10].map((line) => `dev/web/a.ts:${line}:1: wrong ${line} (types)`).join('\n')}\n${[1, 2, 3].map((line) => `dev/web/a.ts:${line}:1: wrong ${line} (lint)`).join('\n')}\n... and 2 more to fix: see ./gitops check api web`,
    },
    {
      name: 'of the bundle alone is seen whole by building it',
      failures: [red('image', 'web', ...numbers(9).map((line) => wrong(line)))],
      want: `web image\n${[1, 2, 3, 4, 5, 6, 7, 8].map((line) => `dev/web/a.ts:${line}:1: wrong ${line} (image)`).join('\n')}\n... and 1 more to fix: see ./gitops build web`,
    },
    {
      name: 'comes before what could not do its work, cut',
      failures: [
        unable('test', 'web', `Vitest ended\n${numbers(9).join('\n')}`),
        red('lint', 'web', wrong(1)),
      ],
      want: 'web lint\ndev/web/a.ts:1:1: wrong 1 (lint)\nweb: test failed: Vitest ended\n  1\n  2\n  3\n  4\n  5\n  ... and 4 more lines',
    },
    {
      name: 'is the words of the one step that could not do its work, as they are',
      failures: [unable('checkout', 'web', 'npm ci failed:\none\ntwo')],
      want: 'web checkout\nnpm ci failed:\none\ntwo',
    },
    {
      name: 'is said once when it stops every app',
      failures: [
        unable('checkout', 'web', 'npm ci failed:\none'),
        unable('checkout', 'api', 'npm ci failed:\none'),
      ],
      want: 'web checkout\nnpm ci failed:\none',
    },
    {
      name: 'is said of each where apps are stopped by different things',
      failures: [unable('checkout', 'web', 'one'), unable('checkout', 'api', 'two')],
      want: 'web checkout\nweb: checkout failed: one\napi: checkout failed: two',
    },
  ]
  it.each(table)('$name', ({ failures, want }) => {
    const { step, app, text } = failureReport(failures)
    expect(`${app} ${step}\n${text}`).toBe(want)
  })
})

it('is never longer than a small screen, and the first fault gets the most room', () => {
  const detail = numbers(30).map((number) => `detail ${number}`)
  const many = red('test', 'web', ...numbers(4).map((line) => wrong(line, detail)))
  const lines = failureReport([many]).text.split('\n')
  expect(lines).toHaveLength(14)
  expect(lines.filter((line) => line.startsWith('dev/'))).toHaveLength(4)
  expect(lines.slice(1, 11).every((line) => line.startsWith('  detail'))).toBe(true)
})
