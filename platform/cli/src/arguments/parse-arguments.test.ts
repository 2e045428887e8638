import { describe, expect, it } from 'vitest'
import type { Verb } from '../verb.ts'
import { parseArguments } from './parse-arguments.ts'

const ship = {
  name: 'ship',
  summary: 'ship goods',
  description: [],
  arguments: [
    { name: 'PORT', description: 'where to', required: true, choices: ['rome', 'oslo'] },
    { name: 'GOODS', description: 'what', repeatable: true },
  ],
  options: {
    base: { type: 'string', value: 'REV', description: '', formerly: ['since'] },
    flag: { type: 'string', value: 'FLAG', description: '', required: true },
    crew: { type: 'string', value: 'NAME', description: '', multiple: true },
    speed: { type: 'string', value: 'N', description: '', default: '10', choices: ['10', '20'] },
    fast: { type: 'boolean', short: 'f', description: '' },
    slow: { type: 'boolean', description: '' },
    sail: { type: 'boolean', description: '', needs: 'slow' },
  },
  alternatives: [{ options: ['fast', 'slow'] }],
  examples: [],
} as const satisfies Verb

const parse = (line: string, notes: string[] = []) =>
  parseArguments(ship, line.split(' '), (note) => void notes.push(note))

it.each([
  { line: 'rome --flag no', want: { flag: 'no', speed: '10' }, goods: [] },
  { line: 'rome wine --flag=no oil', want: { flag: 'no', speed: '10' }, goods: ['wine', 'oil'] },
  { line: 'rome --flag no -f --crew a --crew b', want: { fast: true, crew: ['a', 'b'] }, goods: [] },
  { line: 'rome --flag=--x --speed 20', want: { flag: '--x', speed: '20' }, goods: [] },
  { line: 'rome --flag no --slow --sail', want: { slow: true, sail: true }, goods: [] },
  { line: 'rome --flag no -- --fast', want: {}, goods: ['--fast'] },
])('reads $line', ({ line, want, goods }) => {
  const { values, words } = parse(line)
  expect(values).toMatchObject(want)
  expect(words).toEqual({ PORT: 'rome', GOODS: goods })
})

it.each([
  { line: 'rome --flag no --fats', words: 'Unknown option "--fats". Did you mean --fast?' },
  { line: 'rome --flag no -x', words: 'Unknown option "-x".' },
  { line: 'rome --flag no --constructor', words: 'Unknown option "--constructor".' },
  { line: 'rome --flag', words: '--flag needs a value: --flag FLAG.' },
  {
    line: 'rome --flag --fast',
    words: '"--fast" looks like an option. If it is the value, write --flag=--fast.',
  },
  { line: 'rome --flag no --fast=yes', words: '--fast takes no value, not "yes".' },
  { line: 'rome', words: 'Missing option --flag FLAG.' },
  { line: 'rome --flag no --speed 30', words: '--speed is 10 or 20, not "30".' },
  { line: 'rome --flag no --fast --slow', words: '--fast and --slow exclude each other.' },
  { line: 'rome --flag no --sail', words: '--sail needs --slow.' },
  { line: '--flag no', words: 'Missing argument PORT: where to.' },
  { line: 'bonn --flag no', words: 'PORT is rome or oslo, not "bonn".' },
])('refuses $line', ({ line, words }) => {
  expect(() => parse(line)).toThrow(words)
})

it('refuses a word too many, and a group of options of which one is required', () => {
  const verb = { ...ship, arguments: [], options: ship.options, alternatives: [] } as const
  expect(() => parseArguments(verb, ['wine', '--flag', 'no'], () => {})).toThrow(
    'Unexpected argument "wine".',
  )
  const strict = { ...verb, alternatives: [{ options: ['fast', 'slow'], required: true }] } as const
  expect(() => parseArguments(strict, ['--flag', 'no'], () => {})).toThrow('Missing option --fast or --slow.')
})

describe('a former name of an option', () => {
  it.each(['rome --flag no --since HEAD', 'rome --flag no --since=HEAD'])(
    'is accepted with a note: %s',
    (line) => {
      const notes: string[] = []
      expect(parse(line, notes).values.base).toBe('HEAD')
      expect(notes).toEqual(['--since is deprecated. Use --base.'])
    },
  )

  it('is a plain word after --', () => {
    const notes: string[] = []
    expect(parse('rome --flag no -- --since', notes).words.GOODS).toEqual(['--since'])
    expect(notes).toEqual([])
  })
})
