import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, it } from 'vitest'
import { watchDisk } from './watch-disk.ts'

it('says once that the disk is full, and once that there is space again', async () => {
  const clock = new FakeClock()
  const said: (string | undefined)[] = []
  let free = 100
  const watch = watchDisk({ clock, freeMb: () => free, onTrouble: (why) => said.push(why) })
  for (const next of [30, 19.5, 3, 30, 41, 30]) {
    free = next
    await clock.advance(10_000)
  }
  expect(said).toEqual(['19 MB are free: pushes are refused, pods do not start, logs are lost', undefined])
  watch[Symbol.dispose]()
  expect(clock.waiting).toBe(0)
})
