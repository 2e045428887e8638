import { expect, it } from 'vitest'
import { allEnded } from './all-ended.ts'

it('gives what each has given, in their order', async () => {
  expect(await allEnded([Promise.resolve(1), Promise.resolve(2)])).toEqual([1, 2])
})

it('throws the first failure, and not before the last one has ended', async () => {
  const slow = Promise.withResolvers<number>()
  let hasThrown = false
  const all = allEnded([
    slow.promise,
    Promise.reject(new Error('first')),
    Promise.reject(new Error('second')),
  ])
  const thrown = all.catch((error: unknown) => {
    hasThrown = true
    return error
  })
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  expect(hasThrown).toBe(false)
  slow.resolve(1)
  expect(await thrown).toEqual(new Error('first'))
})
