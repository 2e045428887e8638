import { describe, expect, it } from 'vitest'
import { highestTag, isVersionRange, parseRange } from './version-range.ts'

const tags = ['v0.9.0', 'v1.0.0', '1.2.0', 'v1.2.3', 'v1.3.0-rc.1', 'v1.3', 'v2.0.0', '3.0.0-beta', 'nightly']

describe('a range of versions', () => {
  it.each([
    { range: '1.2.*', want: 'v1.2.3' },
    { range: '1.x', want: 'v1.3' },
    { range: '*', want: 'v2.0.0' },
    { range: '*-0', want: '3.0.0-beta' },
    { range: '>=1.0.0 <1.3.0', want: 'v1.2.3' },
    { range: '>=1.0.0,<1.3.0', want: 'v1.2.3' },
    { range: '>= 1.0.0, < 1.3.0-0', want: 'v1.2.3' },
    { range: '>=1.2.4-0 <1.3.0', want: 'v1.3.0-rc.1' },
    { range: '^1.0.0', want: 'v1.3' },
    { range: '^0.9', want: 'v0.9.0' },
    { range: '^0.0.1', want: undefined },
    { range: '~1.2.1', want: 'v1.2.3' },
    { range: '~>1', want: 'v1.3' },
    { range: '>1.2', want: 'v2.0.0' },
    { range: '<=1.2', want: 'v1.2.3' },
    { range: '!=2.x', want: 'v1.3' },
    { range: '=1.2.3', want: 'v1.2.3' },
    { range: '1.0.0 - 1.2.2', want: '1.2.0' },
    { range: '0.x || ~1.0', want: 'v1.0.0' },
    { range: '>9', want: undefined },
  ])('$range is the tag $want', ({ range, want }) => {
    const parsed = parseRange(range)
    expect(parsed && { tag: highestTag(parsed, tags) }).toEqual({ tag: want })
  })

  it.each([
    { name: 'a version', revision: 'v1.2.3' },
    { name: 'a short version', revision: '1.2' },
    { name: 'a branch', revision: 'release-1.x' },
    { name: 'a branch in a folder', revision: 'feature/x' },
    { name: 'HEAD', revision: 'HEAD' },
    { name: 'nothing', revision: '' },
    { name: 'two versions without anything between them', revision: '>1.0<2.0' },
  ])('is not $name', ({ revision }) => {
    expect(isVersionRange(revision)).toBe(false)
  })
})
