import { expect, it } from 'vitest'
import { formatDuration, RestartBackOff, shouldRestart } from './restart.ts'

it.each([
  { policy: 'Always', exitCode: 0, want: true },
  { policy: 'Always', exitCode: 1, want: true },
  { policy: 'OnFailure', exitCode: 0, want: false },
  { policy: 'OnFailure', exitCode: 1, want: true },
  { policy: 'Never', exitCode: 1, want: false },
])('after exit code $exitCode under $policy: restarts $want', ({ policy, exitCode, want }) => {
  expect(shouldRestart(policy, exitCode)).toBe(want)
})

it('waits not at all, then 10 s, doubling to five minutes', () => {
  const backOff = new RestartBackOff()
  let now = 0
  const waits = Array.from({ length: 9 }, () => {
    const waitMs = backOff.next(now, now)
    now += waitMs
    return waitMs / 1000
  })
  expect(waits).toEqual([0, 10, 20, 40, 80, 160, 300, 300, 300])
})

it('forgets when a run lasted longer than ten minutes', () => {
  const backOff = new RestartBackOff()
  backOff.next(0, 0)
  backOff.next(1000, 1000)
  const later = 20 * 60_000
  expect(backOff.next(later, later)).toBe(0)
  expect(backOff.next(later, later)).toBe(10_000)
})

it('counts the time since the end of the run', () => {
  const backOff = new RestartBackOff()
  backOff.next(0, 0)
  expect(backOff.next(1000, 5000)).toBe(6000)
})

it.each([
  [10_000, '10s'],
  [80_000, '1m20s'],
  [300_000, '5m0s'],
])('writes %i ms as %s', (ms, want) => {
  expect(formatDuration(ms)).toBe(want)
})
