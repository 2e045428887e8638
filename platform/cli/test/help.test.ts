import { expect, it } from 'vitest'
import { run } from '../src/run.ts'
import { memoryIo } from './memory-io.ts'

// The golden files are rewritten by: vitest run --project integration platform/cli/test/help.test.ts --update
it.each([
  { argv: ['--help'], golden: 'overview.txt' },
  { argv: ['help', 'push'], golden: 'push.txt' },
  { argv: ['help', 'promote'], golden: 'promote.txt' },
  { argv: ['wait', '--help'], golden: 'wait.txt' },
  { argv: ['up', '-h'], golden: 'up.txt' },
])('gitops $argv prints $golden', async ({ argv, golden }) => {
  const { io, out } = memoryIo()
  expect(await run(argv, io)).toBe(0)
  await expect(`${out.join('\n')}\n`).toMatchFileSnapshot(`golden/${golden}`)
})

it('without arguments it prints the overview and ends with exit code 2', async () => {
  const bare = memoryIo()
  const asked = memoryIo()
  expect(await run([], bare.io)).toBe(2)
  expect(await run(['help'], asked.io)).toBe(0)
  expect(bare.out).toEqual(asked.out)
})

it.each([
  {
    argv: ['psuh'],
    words: 'Unknown verb "psuh". Did you mean push?\nRun ./gitops --help to see every verb.',
  },
  { argv: ['help', 'psuh'], words: 'Unknown verb "psuh". Did you mean push?' },
  { argv: ['--versio'], words: 'Unknown option "--versio". Did you mean --version?' },
  { argv: ['toString'], words: 'Unknown verb "toString".' },
  {
    argv: ['push', '--jso'],
    words: 'Unknown option "--jso". Did you mean --json?\nUsage: gitops push [--json]',
  },
  { argv: ['completion', 'tcsh'], words: 'SHELL is bash, zsh or fish, not "tcsh".' },
  { argv: ['completion'], words: 'Missing argument SHELL: the shell: bash, zsh or fish.' },
])('gitops $argv says what is wrong and what was meant', async ({ argv, words }) => {
  const { io, out, err } = memoryIo()
  expect(await run(argv, io)).toBe(2)
  expect(err.join('\n')).toContain(words)
  expect(out).toEqual([])
})
