import { expect, it } from 'vitest'
import { isGlob, matchesGlob } from './glob.ts'

const paths = [
  'a.yaml',
  'sub/a.yaml',
  'b.yaml',
  'c.yml',
  'sub/deep/config.yaml',
  'a-b.yaml',
  '[a].yaml',
  '{a}.yaml',
  'a,b.yaml',
  'a',
  'ab',
  'a/b',
  '*',
  '-',
  ']',
  'aab',
]

// What github.com/gobwas/glob v0.2.3 answers when it is compiled without separators.
it.each([
  { pattern: '*', want: paths },
  { pattern: '**', want: paths },
  { pattern: '*.yml', want: ['c.yml'] },
  { pattern: 'sub/*', want: ['sub/a.yaml', 'sub/deep/config.yaml'] },
  { pattern: 'sub/**', want: ['sub/a.yaml', 'sub/deep/config.yaml'] },
  { pattern: '*/a.yaml', want: ['sub/a.yaml'] },
  { pattern: '**/a.yaml', want: ['sub/a.yaml'] },
  { pattern: '?.yaml', want: ['a.yaml', 'b.yaml'] },
  { pattern: '??', want: ['ab'] },
  { pattern: 'a?b', want: ['a/b', 'aab'] },
  { pattern: '{a,b}.yaml', want: ['a.yaml', 'b.yaml'] },
  { pattern: '{a,{b,sub/a}}.yaml', want: ['a.yaml', 'sub/a.yaml', 'b.yaml'] },
  { pattern: '{a*,*b}', want: ['a.yaml', 'a-b.yaml', 'a,b.yaml', 'a', 'ab', 'a/b', 'aab'] },
  { pattern: '{a{b,c},d}', want: ['ab'] },
  { pattern: '{a,b}{a,b}', want: ['ab'] },
  { pattern: '{,a}b', want: ['ab'] },
  { pattern: '{a', want: ['a'] },
  { pattern: 'a}', want: [] },
  { pattern: 'a,b.yaml', want: ['a,b.yaml'] },
  { pattern: '[ab].yaml', want: ['a.yaml', 'b.yaml'] },
  { pattern: '[!b].yaml', want: ['a.yaml'] },
  { pattern: '[a-b].yaml', want: ['a.yaml', 'b.yaml'] },
  { pattern: '[!a-b].yaml', want: [] },
  { pattern: '[ab-c].yaml', want: ['a.yaml', 'b.yaml'] },
  { pattern: '[\\]]', want: [']'] },
  { pattern: '[-]', want: ['-'] },
  { pattern: '[*]', want: ['*'] },
  { pattern: '\\[a\\].yaml', want: ['[a].yaml'] },
  { pattern: '\\{a\\}.yaml', want: ['{a}.yaml'] },
  { pattern: '\\*', want: ['*'] },
  { pattern: '*-*', want: ['a-b.yaml', '-'] },
  { pattern: 'a**b', want: ['ab', 'a/b', 'aab'] },
  { pattern: '*config.yaml', want: ['sub/deep/config.yaml'] },
])('$pattern matches $want', ({ pattern, want }) => {
  expect(paths.filter((path) => matchesGlob(path, pattern))).toEqual(want)
})

it.each([
  { pattern: '*.yaml', want: ['a.yaml', 'b.yaml', 'a-b.yaml', '[a].yaml', '{a}.yaml', 'a,b.yaml'] },
  { pattern: '**', want: paths },
  { pattern: 'sub/*', want: ['sub/a.yaml'] },
  { pattern: 'sub/**', want: ['sub/a.yaml', 'sub/deep/config.yaml'] },
  { pattern: '*/a.yaml', want: ['sub/a.yaml'] },
  { pattern: '??', want: ['ab'] },
  { pattern: 'a?b', want: ['aab'] },
  { pattern: 'a*b', want: ['ab', 'aab'] },
  { pattern: 'a**b', want: ['ab', 'a/b', 'aab'] },
])('with / as separator, $pattern matches $want', ({ pattern, want }) => {
  expect(paths.filter((path) => matchesGlob(path, pattern, '/'))).toEqual(want)
})

it.each(['[a-b', '[a-bc].yaml', '[]', '[a-]', '[!]', '[ab', '[]a]', '[c-a]'])(
  'takes %s for no pattern',
  (pattern) => {
    expect(isGlob(pattern)).toBe(false)
    expect(matchesGlob('a', pattern)).toBe(false)
  },
)

it('is not slowed down by many stars', () => {
  expect(matchesGlob('a'.repeat(2000), `${'*a'.repeat(200)}b`)).toBe(false)
})
