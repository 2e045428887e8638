import { expect, it } from 'vitest'
import type { Verb } from '../verb.ts'
import { candidates } from './candidates.ts'

const shared = { description: [], examples: [] }
const verbs = new Map<string, Verb>(
  [
    {
      ...shared,
      name: 'ship',
      summary: 'ship goods',
      arguments: [
        { name: 'FROM', description: '', required: true as const, complete: 'environments' as const },
        { name: 'APP', description: '', repeatable: true as const, complete: 'apps' as const },
      ],
      options: {
        env: { type: 'string' as const, description: '', complete: 'environments' as const },
        layer: { type: 'string' as const, description: '', complete: 'layers' as const },
        app: { type: 'string' as const, description: '', multiple: true as const },
        format: { type: 'string' as const, description: '', choices: ['text', 'json'] },
        file: { type: 'string' as const, description: '', complete: 'files' as const },
        reason: { type: 'string' as const, description: '' },
        fast: { type: 'boolean' as const, description: 'with `sails`' },
      },
    },
    {
      ...shared,
      name: 'show',
      summary: '',
      arguments: [{ name: 'VERB', description: '', complete: 'verbs' as const }],
    },
  ].map((verb) => [verb.name, verb]),
)
const names = (kind: string, words: readonly string[]) =>
  ({ environments: ['dev', 'prod'], apps: ['api', 'webapp'] })[kind] ?? [`${kind} of ${words.join()}`]

it.each([
  { line: '', want: 'ship show' },
  { line: 'sho', want: 'show' },
  { line: '-', want: '--help --version' },
  { line: 'unknown ', want: '' },
  { line: 'ship ', want: 'dev prod' },
  { line: 'ship p', want: 'prod' },
  { line: 'ship dev ', want: 'api webapp' },
  { line: 'ship dev api w', want: 'webapp' },
  { line: 'ship --env ', want: 'dev prod' },
  { line: 'ship --env=p', want: '--env=prod' },
  { line: 'ship --env dev p', want: 'prod' },
  { line: 'ship --format j', want: 'json' },
  { line: 'ship --reason ', want: '' },
  { line: 'ship dev --layer ', want: 'layers of dev' },
  { line: 'ship --fast d', want: 'dev' },
  { line: 'ship --f', want: '--format --file --fast' },
  { line: 'ship --env=dev --app x --e', want: '' },
  { line: 'ship --env dev --app x --app', want: '--app' },
  { line: 'ship --constructor=', want: '' },
  { line: 'show s', want: 'ship show' },
  { line: 'show ship ', want: '--help' },
])('"gitops $line" may go on with "$want"', ({ line, want }) => {
  const found = candidates(line.split(' '), verbs, names)
  expect(found === 'files' ? found : found.map(({ word }) => word).join(' ')).toBe(want)
})

it('leaves names of files to the shell', () => {
  expect(candidates(['ship', '--file', 'a'], verbs, names)).toBe('files')
})

it('describes verbs and options, in plain text', () => {
  expect(candidates(['shi'], verbs, names)).toEqual([{ word: 'ship', description: 'ship goods' }])
  expect(candidates(['ship', '--fa'], verbs, names)).toEqual([{ word: '--fast', description: 'with sails' }])
})
