import { expect, test } from 'vitest'
import { compilePattern } from './pattern.ts'

test.for([
  { source: 'b+', text: 'abbc', want: true },
  { source: '^b+', text: 'abbc', want: false },
  { source: '^a$', text: 'a\n', want: false },
  { source: '^[\\p{L}]+$', text: 'größe', want: true },
  { source: '^.$', text: '😀', want: true },
  { source: '^[[:alnum:]-]{1,63}$', text: 'web-1', want: true },
])('test finds /$source/ in $text: $want', ({ source, text, want }) => {
  expect(compilePattern(source).test(text)).toBe(want)
})

test.for([
  { source: '(a|ab)(c|bcd)?(.*)', text: 'abcd', want: ['abcd', 'a', 'bcd', ''] },
  { source: '(x)?(a)', text: 'ab', want: ['a', '', 'a'] },
  { source: 'b', text: 'ab', want: undefined },
])('matchStart takes $want of $text by /$source/', ({ source, text, want }) => {
  expect(compilePattern(source).matchStart(text)).toEqual(want)
})

test('letters of any case and line breaks match where options say so', () => {
  expect(compilePattern('a.b').test('A\nB')).toBe(false)
  expect(compilePattern('a.b', { ignoreCase: true, dotAll: true }).test('A\nB')).toBe(true)
})

test.for(['^(a+)+$', '(a|a)*b', '(.*)*(.*)*b$', `${'a?'.repeat(50)}${'a'.repeat(50)}b`])(
  'takes linear time for %s, where backtracking would take for ever',
  (source) => {
    expect(compilePattern(source).test(`${'a'.repeat(4000)}!`)).toBe(false)
  },
)

test.for([
  { source: '(a)\\1', reason: 'error parsing regexp: invalid escape sequence: `\\1`' },
  { source: '(?=a)', reason: 'error parsing regexp: invalid or unsupported Perl syntax: `(?=`' },
  { source: '(?<!a)', reason: 'error parsing regexp: invalid named capture: `(?<!a)`' },
  { source: '(a', reason: 'error parsing regexp: missing closing ): `(a`' },
  { source: 'a**', reason: 'error parsing regexp: invalid nested repetition operator: `**`' },
  { source: '(a{1000}){1000}', reason: 'error parsing regexp: invalid repeat count: `{1000}`' },
  {
    source: `${'('.repeat(2000)}${')'.repeat(2000)}`,
    reason: 'error parsing regexp: expression nests too deeply',
  },
  { source: 'a{1000}'.repeat(30), reason: 'its repetitions are too large' },
  { source: 'a'.repeat(10_001), reason: 'it is longer than 10000 characters' },
])('refuses with $reason', ({ source, reason }) => {
  expect(() => compilePattern(source)).toThrow(reason)
})

test('a refusal quotes the source without the flags of options', () => {
  expect(() => compilePattern('(a', { ignoreCase: true, dotAll: true })).toThrow(
    'error parsing regexp: missing closing ): `(a`',
  )
})
