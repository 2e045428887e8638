import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, it } from 'vitest'
import { whileSlow } from './while-slow.ts'

it('says nothing of a short wait, says a long one again and again, and ends with it', async () => {
  const clock = new FakeClock(0)
  const said: number[] = []
  {
    using _ = whileSlow(clock, (ms) => said.push(ms))
    await clock.advance(2999)
    expect(said).toEqual([])
    await clock.advance(10_001)
  }
  expect(said).toEqual([3000, 8000, 13_000])
  expect(clock.waiting).toBe(0)
})
