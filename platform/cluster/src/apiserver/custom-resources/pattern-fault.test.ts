import { expect, it } from 'vitest'
import { patternFault } from './pattern-fault.ts'

it.each([
  { name: 'a part of the text', pattern: 'b', text: 'abc', want: undefined },
  { name: 'not at all', pattern: '^b', text: 'abc', want: '^b' },
  { name: 'named groups and ends as Go writes them', pattern: '\\A(?P<x>a)\\z', text: 'a', want: undefined },
  { name: 'flags', pattern: '(?i)^ABC$', text: 'abc', want: undefined },
])('matches $name', ({ pattern, text, want }) => {
  expect(patternFault(pattern, text)).toBe(want)
})

// The words of upstream, kube-openapi pkg/validation/validate/values.go and Go's regexp/syntax.
it.each([
  { pattern: '(?=a)', because: 'error parsing regexp: invalid or unsupported Perl syntax: `(?=`' },
  { pattern: '(a)\\1', because: 'error parsing regexp: invalid escape sequence: `\\1`' },
])('takes nothing where the pattern is $pattern', ({ pattern, because }) => {
  expect(patternFault(pattern, 'a')).toBe(`${pattern}, but pattern is invalid: ${because}`)
})

it.each(['^(a+)+$', '^(a|aa)+$', '(.*a){12}b', '^([a-z]+[0-9]*)*$'])(
  'matches %s without backtracking',
  (pattern) => {
    const before = process.cpuUsage()
    expect(patternFault(pattern, `${'a'.repeat(2000)}!`)).toBe(pattern)
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000)
  },
)
