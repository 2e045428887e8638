import { expect, test } from 'vitest'
import { PathPattern } from './path-pattern.ts'

const patterns = [
  '/something(/|$)(.*)',
  '/api/v[0-9]+/(.*)',
  '/(?:a|ab)(c|bcd)?(.*)',
  '/a{2,3}(a*)/x',
  '/(.*?)/([^/]+)/?$',
  '/\\d+\\.(png|jpe?g)',
  '/(a*)*b',
  '/()*x',
  '/x{0}y',
  '/[\\w.-]+/(B|c)',
]
const paths = [
  '/something',
  '/something/new',
  '/somethingelse',
  '/Something/X',
  '/api/v12/users/1',
  '/api/v/users',
  '/abcd',
  '/ac',
  '/aaaaa/x',
  '/aa/x',
  '/one/two/three/',
  '/12.jpg',
  '/12xpng',
  '/aaab',
  '/aaac',
  '/x',
  '/y',
  '/some-file.x/b',
]

test.for(patterns)('matches %s as a backtracking engine does', (pattern) => {
  const native = new RegExp(`^(?:${pattern})`, 'is')
  const ours = new PathPattern(pattern)
  for (const path of paths) {
    const [, ...groups] = native.exec(path) ?? [undefined]
    const want = native.test(path) ? groups.map((group) => group ?? '') : undefined
    const have = ours.match(path)
    expect(have && groups.map((_, index) => have[index + 1] ?? ''), path).toEqual(want)
  }
})

test('takes linear time where backtracking would take for ever', () => {
  const path = `/${'a'.repeat(4000)}`
  for (const pattern of ['/(a*)*b', '/(a|a)*b', '/.*.*.*.*.*b', `/${'a?'.repeat(40)}b`]) {
    expect(new PathPattern(pattern).match(path)).toBeUndefined()
  }
})

test.for([
  { source: '/(?=a)', reason: 'unsupported Perl syntax: `(?=`' },
  { source: '/(a)\\1', reason: 'invalid escape sequence: `\\1`' },
  { source: '/(a{500})(b{600})', reason: 'its repetitions are too large' },
  { source: `/${'a'.repeat(300)}`, reason: 'it is longer than 256 characters' },
])('refuses a path with $reason', ({ source, reason }) => {
  expect(() => new PathPattern(source)).toThrow(reason)
})
