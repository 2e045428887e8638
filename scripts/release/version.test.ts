import { expect, it } from 'vitest'
import { compareVersions, parseVersion } from './version.ts'

// The order of the example in section 11 of the specification.
const ordered = [
  '0.9.9',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  '1.2.0',
  '1.10.0',
  '2.0.0',
]

it('orders versions as Semantic Versioning does', () => {
  for (const [i, left] of ordered.entries()) {
    for (const [j, right] of ordered.entries()) {
      expect(Math.sign(compareVersions(parseVersion(left), parseVersion(right)))).toBe(Math.sign(i - j))
    }
  }
})

it.each([
  '',
  '1',
  '1.2',
  'v1.2.3',
  '1.2.3.4',
  '01.2.3',
  '1.2.3-',
  '1.2.3-01',
  '1.2.3-a..b',
  '1.2.3+b',
  ' 1.2.3',
])('refuses "%s"', (text) => {
  expect(() => parseVersion(text)).toThrow(`"${text}" is not a version.`)
})
