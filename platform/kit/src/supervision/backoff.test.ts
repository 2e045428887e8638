import { expect, it } from 'vitest'
import { Backoff } from './backoff.ts'

it('waits twice as long each time, up to its limit, and from the start again after a reset', () => {
  const backoff = new Backoff({ firstMs: 1000, longestMs: 5000 })
  const waits = (count: number) => Array.from({ length: count }, () => backoff.next())
  expect(waits(5)).toEqual([1000, 2000, 4000, 5000, 5000])
  backoff.reset()
  expect(waits(2)).toEqual([1000, 2000])
})
