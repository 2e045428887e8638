import { expect, it } from 'vitest'
import { parseTortureOptions } from './torture-options.ts'

const parse = (...argv: string[]) => parseTortureOptions(argv, ['kill', 'load'], () => 7)

it.each([
  { argv: [], want: { minutes: 5, seed: 7, only: ['kill', 'load'] } },
  {
    argv: ['--minutes', '0.5', '--seed', '3', '--only', 'load'],
    want: { minutes: 0.5, seed: 3, only: ['load'] },
  },
  { argv: ['--only=load,kill'], want: { minutes: 5, seed: 7, only: ['load', 'kill'] } },
])('reads $argv', ({ argv, want }) => {
  expect(parse(...argv)).toEqual(want)
})

it.each([
  { argv: ['--only', 'tickle'], says: 'Unknown kind "tickle". Kinds are: kill, load.' },
  { argv: ['--minutes', 'ten'], says: '--minutes must be a number above 0, not "ten".' },
  { argv: ['--seed', '0'], says: '--seed must be a number above 0, not "0".' },
  { argv: ['--fast'], says: "Unknown option '--fast'" },
  { argv: ['kill'], says: "Unexpected argument 'kill'" },
])('refuses $argv by name', ({ argv, says }) => {
  expect(() => parse(...argv)).toThrow(says)
})
