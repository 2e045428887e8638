import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, test } from 'vitest'
import { WorkQueue } from './work-queue.ts'

function queueOf(reconcile: (key: string) => number | undefined) {
  const clock = new FakeClock()
  const errors: unknown[] = []
  const queue = new WorkQueue({ clock, reconcile, onError: (_key, error) => errors.push(error) })
  return { clock, errors, queue }
}

test('handles a key once that was added many times', async () => {
  const seen: string[] = []
  const { clock, queue } = queueOf((key) => void seen.push(key))
  for (const key of ['a', 'b', 'a', 'a']) queue.add(key)
  await clock.advance(0)
  expect(seen).toEqual(['a', 'b'])
})

test('handles a key again that was added while it ran', async () => {
  const seen: string[] = []
  const { clock, queue } = queueOf((key) => {
    seen.push(key)
    if (seen.length === 1) queue.add(key)
    return undefined
  })
  queue.add('a')
  await clock.advance(0)
  expect(seen).toEqual(['a', 'a'])
})

test('tries a failed key again after 5 ms, doubling, and forgets the failures after a success', async () => {
  const at: number[] = []
  const { clock, errors, queue } = queueOf(() => {
    at.push(clock.now() - start)
    if (at.length <= 3 || at.length === 5) throw new Error('no')
    return undefined
  })
  const start = clock.now()
  queue.add('a')
  await clock.advance(1000)
  expect(at).toEqual([0, 5, 15, 35])
  queue.add('a')
  await clock.advance(5)
  expect(at).toEqual([0, 5, 15, 35, 1000, 1005])
  expect(errors).toHaveLength(4)
})

test('looks at a key again after the time that its reconcile asked for, the earliest of several', async () => {
  const at: number[] = []
  const { clock, queue } = queueOf(() => {
    at.push(clock.now() - start)
    return at.length === 1 ? 700 : undefined
  })
  const start = clock.now()
  queue.addAfter('a', 500)
  queue.addAfter('a', 100)
  queue.addAfter('a', 900)
  await clock.advance(5000)
  expect(at).toEqual([100, 800])
})

test('does nothing more once it is disposed', async () => {
  let runs = 0
  const { clock, queue } = queueOf(() => {
    runs++
    return undefined
  })
  queue.add('a')
  queue.addAfter('b', 10)
  queue[Symbol.dispose]()
  queue.add('c')
  await clock.advance(1000)
  expect(runs).toBe(0)
})

test('lets the event loop turn although a key keeps adding itself', async () => {
  let runs = 0
  const { queue } = queueOf((key) => {
    runs++
    queue.add(key)
    return undefined
  })
  queue.add('a')
  await new Promise((resolve) => setImmediate(resolve))
  queue[Symbol.dispose]()
  expect(runs).toBeGreaterThan(0)
  expect(runs).toBeLessThan(1000)
})
