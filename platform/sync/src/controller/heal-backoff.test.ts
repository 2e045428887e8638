import { expect, it } from 'vitest'
import { HealBackoff } from './heal-backoff.ts'

it('heals three times at once, then slower and slower, and forgets after calm', () => {
  const backoff = new HealBackoff()
  const delays: number[] = []
  let now = 0
  for (let heal = 0; heal < 8; heal++) {
    const delay = backoff.delayMs(now)
    delays.push(delay)
    now += delay
    backoff.healed(now)
  }
  expect(delays).toEqual([0, 0, 0, 500, 1000, 2000, 4000, 8000])
  expect(backoff.delayMs(now + 100_000)).toBe(0)
})
