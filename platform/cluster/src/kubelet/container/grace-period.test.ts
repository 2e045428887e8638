import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, it } from 'vitest'
import { GracePeriod } from './grace-period.ts'

it.each([
  { title: 'is over in its time', first: 30, later: [], overAt: 30 },
  { title: 'can be shortened', first: 30, later: [5], overAt: 5 },
  { title: 'cannot be prolonged', first: 5, later: [30], overAt: 5 },
  { title: 'can be over at once', first: 30, later: [0], overAt: 0 },
])('$title', async ({ first, later, overAt }) => {
  const clock = new FakeClock()
  const grace = new GracePeriod(clock, first * 1000)
  for (const seconds of later) grace.shorten(seconds * 1000)
  if (overAt > 0) {
    await clock.advance(overAt * 1000 - 1)
    expect(grace.over.aborted).toBe(false)
    await clock.advance(1)
  }
  expect(grace.over.aborted).toBe(true)
})
