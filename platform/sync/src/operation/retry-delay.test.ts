import { expect, it } from 'vitest'
import { retryDelay } from './retry-delay.ts'

it('doubles up to the maximum and ends at the limit', () => {
  const policy = { limit: 4, backoffMs: 1000, factor: 2, maxBackoffMs: 3000 }
  expect([1, 2, 3, 4, 5].map((retry) => retryDelay(policy, retry))).toEqual([
    1000,
    2000,
    3000,
    3000,
    undefined,
  ])
  expect(retryDelay({ ...policy, limit: -1 }, 100)).toBe(3000)
})
