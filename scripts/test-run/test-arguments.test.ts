import { expect, it } from 'vitest'
import { asksForEverything, parseTestArguments } from './test-arguments.ts'

const nothing = { patterns: [], install: false, title: '', projects: [], update: false }

it.each([
  { argv: [], want: nothing, everything: true },
  { argv: ['--install'], want: { ...nothing, install: true }, everything: true },
  { argv: ['a.test.ts', 'kit'], want: { ...nothing, patterns: ['a.test.ts', 'kit'] }, everything: false },
  { argv: ['-t', 'a title'], want: { ...nothing, title: 'a title' }, everything: false },
  { argv: ['--project', 'unit'], want: { ...nothing, projects: ['unit'] }, everything: false },
  { argv: ['-u', 'kit'], want: { ...nothing, patterns: ['kit'], update: true }, everything: false },
])('reads $argv', ({ argv, want, everything }) => {
  const parsed = parseTestArguments(argv)
  expect(parsed).toEqual(want)
  expect(asksForEverything(parsed)).toBe(everything)
})

it('refuses an option that it does not know', () => {
  expect(() => parseTestArguments(['--bail'])).toThrow("Unknown option '--bail'.")
})
