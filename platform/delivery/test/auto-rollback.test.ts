import type { DeliveryEvents } from '@gitops-example/delivery/delivery-events'
import { startAutoRollback } from '@gitops-example/delivery/watch/start-auto-rollback'
import { Events } from '@gitops-example/kit/events'
import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { bump } from '@gitops-example/release/bump/bump'
import { plainApps, ScratchRepository } from '@gitops-example/release/testing/scratch-repository'
import { expect, it } from 'vitest'

/** Two releases of an app, and a watch that has seen the second. */
async function watched() {
  const scratch = await ScratchRepository.create(plainApps(['web']))
  const clone = await scratch.clone()
  const clock = new FakeClock()
  const options = {
    ...scratch.branch(scratch.origin, { remote: scratch.origin }),
    environment: 'dev',
    apps: ['web'],
  }
  const good = await scratch.head()
  await bump({ ...options, tag: good })
  const bad = await scratch.commitOnTop(clone, 'Bad', { 'dev/web/src/main.ts': 'bad\n' })
  const { revision = '' } = await bump({ ...options, tag: bad })
  const events = new Events<DeliveryEvents>()
  const reported: string[] = []
  events.on('delivery.rolled-back', ({ app, to }) => reported.push(`${app} to ${to}`))
  events.on('delivery.rollback-refused', ({ why }) => reported.push(why))
  const auto = startAutoRollback({
    repository: scratch.origin,
    gitDir: scratch.origin,
    branch: 'master',
    environment: 'dev',
    clock,
    events,
    windowMs: 60_000,
    settleMs: 1000,
  })
  events.emit('delivery.released', {
    id: '1',
    revision: bad,
    at: clock.now(),
    bumpRevision: revision,
    apps: ['web'],
  })
  const health = (state: string, message?: string) => {
    auto.health({
      application: 'web',
      health: state,
      images: [`guestbook/web:${bad}`],
      ...(message ? { message } : {}),
    })
  }
  const tag = () => scratch.tag('dev', 'web')
  return { scratch, clock, auto, health, reported, tag, good, bad, events }
}

it('undoes a release that stays Degraded, with the message as evidence', async () => {
  const { scratch, clock, auto, health, reported, tag, good } = await watched()
  using _ = scratch
  health('Progressing')
  health('Degraded', 'web-7f crashed: cannot find module')
  await clock.advance(1000)
  await auto.idle()
  expect(reported).toEqual([`web to ${good}`])
  expect(await tag()).toBe(good)
  expect(await scratch.subjects()).toContainEqual(expect.stringMatching(/^Roll back web in dev/))
  expect(await scratch.file('ops/environments/dev/quarantine.yaml')).toContain('automatic rollback')
  await auto.stop()
})

it.each([
  {
    name: 'that recovers before it has settled',
    act: async ({ clock, health }: Awaited<ReturnType<typeof watched>>) => {
      health('Degraded')
      await clock.advance(500)
      health('Healthy')
      await clock.advance(5000)
    },
  },
  {
    name: 'that turns Degraded after its window',
    act: async ({ clock, health }: Awaited<ReturnType<typeof watched>>) => {
      await clock.advance(60_001)
      health('Degraded')
      await clock.advance(5000)
    },
  },
  {
    name: 'that dies by load after it has served',
    act: async ({ clock, health }: Awaited<ReturnType<typeof watched>>) => {
      health('Progressing')
      health('Healthy')
      await clock.advance(10_000)
      health('Degraded', 'web-7f is killed: it uses more memory than its limit (OOMKilled)')
      await clock.advance(5000)
    },
  },
  {
    name: 'that is not the one that is Degraded',
    act: async ({ clock, auto }: Awaited<ReturnType<typeof watched>>) => {
      auto.health({ application: 'web', health: 'Degraded', images: ['guestbook/web:older'] })
      await clock.advance(5000)
    },
  },
])('leaves a release $name', async ({ act }) => {
  const all = await watched()
  using _ = all.scratch
  await act(all)
  await all.auto.idle()
  expect(all.reported).toEqual([])
  expect(await all.tag()).toBe(all.bad)
  await all.auto.stop()
})

it('undoes a release that was Healthy for a moment only', async () => {
  const { scratch, clock, auto, health, reported, good } = await watched()
  using _ = scratch
  health('Healthy')
  await clock.advance(5000)
  health('Progressing')
  health('Healthy')
  await clock.advance(9000)
  health('Degraded', 'web-7f exits with code 1')
  await clock.advance(1000)
  await auto.idle()
  expect(reported).toEqual([`web to ${good}`])
  await auto.stop()
})

it('says why it leaves a first release that has nothing to go back to', async () => {
  const { scratch, clock, auto, health, reported, good, tag, events } = await watched()
  using _ = scratch
  health('Degraded')
  await clock.advance(1000)
  await auto.idle()
  events.emit('delivery.released', {
    id: '2',
    revision: good,
    at: clock.now(),
    bumpRevision: '',
    apps: ['web'],
  })
  auto.health({ application: 'web', health: 'Degraded', images: [`guestbook/web:${good}`] })
  await clock.advance(1000)
  await auto.idle()
  expect(reported.at(-1)).toMatch(/no earlier good release/)
  expect(await tag()).toBe(good)
  await auto.stop()
})
