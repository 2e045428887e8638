import { GitopsError } from '@gitops-example/kit/errors'
import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, it } from 'vitest'
import { WorkLoop } from './work-loop.ts'

function start(work: () => Promise<void>) {
  const clock = new FakeClock()
  const lines: string[] = []
  return { clock, lines, loop: new WorkLoop(work, clock, (line) => lines.push(line)) }
}

it('works once for wakes that come together, and once more for those during work', async () => {
  let runs = 0
  const { clock, loop } = start(async () => {
    runs++
    if (runs === 1) loop.wake()
  })
  loop.wake()
  loop.wake()
  await clock.advance(0)
  expect(runs).toBe(2)
})

it('tries work that failed again, later each time, and at once after a wake', async () => {
  let runs = 0
  const { clock, loop, lines } = start(async () => {
    runs++
    throw new GitopsError('x', 'it broke', { retryable: true })
  })
  loop.wake()
  await clock.advance(0)
  await clock.advance(99)
  expect(runs).toBe(1)
  await clock.advance(1)
  expect(runs).toBe(2)
  await clock.advance(199)
  expect(runs).toBe(2)
  loop.wake()
  await clock.advance(0)
  expect(runs).toBe(3)
  expect(lines).toEqual(['it broke', 'it broke', 'it broke'])
})

it('wakes at the earliest of the times that were asked for', async () => {
  let runs = 0
  const { clock, loop } = start(async () => {
    runs++
  })
  loop.wakeAt(clock.now() + 500)
  loop.wakeAt(clock.now() + 200)
  loop.wakeAt(clock.now() + 900)
  await clock.advance(200)
  expect(runs).toBe(1)
  await clock.advance(300)
  expect(runs).toBe(2)
})

it('does nothing after it was stopped', async () => {
  let runs = 0
  const { clock, loop } = start(async () => {
    runs++
  })
  loop.wakeAt(clock.now() + 10)
  await loop.stop()
  loop.wake()
  await clock.advance(100)
  expect(runs).toBe(0)
})
