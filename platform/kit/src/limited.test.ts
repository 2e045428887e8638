import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { limited } from './limited.ts'

function works(limit: number) {
  const run = limited(limit)
  const started: string[] = []
  const ends = new Map<string, { resolve: () => void; reject: (error: Error) => void }>()
  return {
    started,
    start(name: string): Promise<void> {
      return run(async () => {
        started.push(name)
        const { promise, resolve, reject } = Promise.withResolvers<void>()
        ends.set(name, { resolve, reject })
        await promise
      })
    },
    end: (name: string) => ends.get(name)?.resolve(),
    fail: (name: string) => ends.get(name)?.reject(new Error(name)),
  }
}

it('starts as many works as the limit, and the next one in order when one ends', async () => {
  const { start, started, end } = works(2)
  for (const name of ['a', 'b', 'c', 'd']) void start(name)
  await setImmediate()
  expect(started).toEqual(['a', 'b'])
  end('b')
  await setImmediate()
  expect(started).toEqual(['a', 'b', 'c'])
})

it('goes on after a work that fails', async () => {
  const { start, started, fail } = works(1)
  const first = start('a')
  void start('b')
  fail('a')
  await expect(first).rejects.toThrow('a')
  await setImmediate()
  expect(started).toEqual(['a', 'b'])
})

it('does not let a work that comes just as another ends go beyond the limit', async () => {
  const { start, started, end } = works(1)
  const first = start('a')
  void start('b')
  void first.then(() => start('c'))
  end('a')
  await setImmediate()
  expect(started).toEqual(['a', 'b'])
})
