import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { systemClock } from './clock.ts'

const dayMs = 24 * 60 * 60 * 1000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

for (const days of [1, 24, 25, 30, 365]) {
  test(`calls back after ${days} days, not before`, () => {
    const callback = vi.fn()
    systemClock.after(days * dayMs, callback)
    vi.advanceTimersByTime(days * dayMs - 1)
    expect(callback).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(callback).toHaveBeenCalledOnce()
  })
}

test('a timer that is disposed never calls back, however long it waits', () => {
  const callback = vi.fn()
  const timer = systemClock.after(60 * dayMs, callback)
  vi.advanceTimersByTime(30 * dayMs)
  timer[Symbol.dispose]()
  expect(vi.getTimerCount()).toBe(0)
  vi.advanceTimersByTime(60 * dayMs)
  expect(callback).not.toHaveBeenCalled()
})
