import { Events } from '@gitops-example/kit/events'
import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, it } from 'vitest'
import type { PartEvents } from '../start/part-list.ts'
import { OpenRun } from './open-run.ts'
import { PartWaits } from './part-waits.ts'
import { plainLines } from './plain-lines.ts'

function waiting() {
  const clock = new FakeClock(0)
  const parts = new Events<PartEvents>()
  const open: OpenRun[] = []
  let changes = 0
  const waits = new PartWaits({ clock, parts, open: () => open, changed: () => changes++ })
  const is = (state: 'failed' | 'starting' | 'running', isRestart = true) =>
    parts.emit('part.changed', {
      name: 'postgres',
      state,
      detail: '',
      ...(isRestart && { change: 'restart' as const }),
    })
  const push = () => {
    const run = new OpenRun('c'.repeat(40), clock.now())
    open.push(run)
    return () => run.updates.flatMap(plainLines())
  }
  return { clock, is, push, waits, changes: () => changes }
}

it('says to a push which part it waits for, after a second and then every ten', async () => {
  const { clock, is, push, changes } = waiting()
  const lines = push()
  is('failed')
  await clock.advance(999)
  expect(lines()).toEqual([])
  is('starting')
  await clock.advance(10_001)
  const line = (seconds: number) => `  waiting for postgres, which is being started again (${seconds} s)`
  expect(lines()).toEqual([line(1), line(11)])
  expect(changes()).toBe(2)
})

it('says it to a push that comes while the part is away', async () => {
  const { clock, is, push } = waiting()
  is('failed')
  await clock.advance(60_000)
  const lines = push()
  await clock.advance(1000)
  expect(lines()).toEqual(['  waiting for postgres, which is being started again (61 s)'])
})

it.each([
  { name: 'of a part that is back by then', act: ({ is }: ReturnType<typeof waiting>) => is('running') },
  { name: 'after its end', act: ({ waits }: ReturnType<typeof waiting>) => waits[Symbol.dispose]() },
])('says nothing $name', async ({ act }) => {
  const world = waiting()
  const lines = world.push()
  world.is('failed')
  await world.clock.advance(500)
  act(world)
  await world.clock.advance(60_000)
  expect(lines()).toEqual([])
  expect(world.clock.waiting).toBe(0)
})

it('says nothing of a part that is started for the first time', async () => {
  const { clock, is, push } = waiting()
  const lines = push()
  is('starting', false)
  await clock.advance(60_000)
  expect(lines()).toEqual([])
})
