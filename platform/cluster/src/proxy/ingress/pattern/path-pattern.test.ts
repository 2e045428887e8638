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
  ['/(?=a)', '(?= is not supported'],
  ['/(a)\\1', '\\1 at 4 is not supported'],
  ['/(a', 'it has an unmatched ('],
  ['/a)', 'it has an unmatched ) at 2'],
  ['/*+', '+ at 2 repeats nothing'],
  ['/(a{1000}){1000}', 'its repetitions are too large'],
  ['/(){100000000}', 'its repetitions are too large'],
  [`/${'a'.repeat(300)}`, 'it is longer than 256 characters'],
] as const)('refuses %s', ([pattern, reason]) => {
  expect(() => new PathPattern(pattern)).toThrow(reason)
})
