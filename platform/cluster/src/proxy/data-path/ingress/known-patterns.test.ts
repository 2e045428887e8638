import { expect, test } from 'vitest'
import { KnownPatterns } from './known-patterns.ts'

test('an expression is compiled once for as long as it is asked for', () => {
  const patterns = new KnownPatterns()
  const first = patterns.get('/a(.*)')
  expect(patterns.get('/a(.*)')).toBe(first)
  patterns.forgetUnused()
  expect(patterns.get('/a(.*)')).toBe(first)
  patterns.forgetUnused()
  patterns.forgetUnused()
  expect(patterns.get('/a(.*)')).not.toBe(first)
})

test('one that is not supported is none', () => {
  expect(new KnownPatterns().get('/(?=a)')).toBeUndefined()
})
