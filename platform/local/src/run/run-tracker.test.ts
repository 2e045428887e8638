import type { DeliveryEvents } from '@gitops-example/delivery/delivery-events'
import { Events } from '@gitops-example/kit/events'
import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import type { SyncEvents } from '@gitops-example/sync/sync-events'
import { describe, expect, it } from 'vitest'
import type { PartEvents } from '../start/part-list.ts'
import type { DeliveryRun } from './delivery-run.ts'
import { RunTracker } from './run-tracker.ts'

const commit = 'c'.repeat(40)
const release = 'd'.repeat(40)

function tracked(answersRequests = true, parts = new Events<PartEvents>()) {
  const delivery = new Events<DeliveryEvents>()
  const sync = new Events<SyncEvents>()
  const ended: DeliveryRun[] = []
  const clock = new FakeClock(0)
  const tracker = new RunTracker({
    delivery,
    sync,
    parts,
    clock,
    answersRequests: () => answersRequests,
    onEnded: (run) => ended.push(run),
  })
  return { delivery, sync, clock, tracker, ended }
}

/** A delivery of one app up to its release, at 0 to 400 ms. */
function release1(
  { delivery, tracker }: ReturnType<typeof tracked>,
  revision = commit,
  releaseRevision = release,
  beforeReleased = () => {},
) {
  const step = (name: 'test' | 'image' | 'bump', status: 'started' | 'passed', at: number) =>
    delivery.emit('delivery.step', { id: '1', revision, step: name, app: 'shop', status, at })
  tracker.pushed(revision, 0)
  delivery.emit('delivery.started', { id: '1', revision, subject: 'Change', apps: ['shop'], at: 5 })
  step('test', 'started', 10)
  step('image', 'started', 10)
  step('image', 'passed', 200)
  step('test', 'passed', 300)
  step('bump', 'started', 300)
  tracker.bumped(releaseRevision, 390, 'code')
  step('bump', 'passed', 400)
  beforeReleased()
  delivery.emit('delivery.released', {
    id: '1',
    revision,
    bumpRevision: releaseRevision,
    apps: ['shop'],
    at: 400,
  })
}

function health(sync: Events<SyncEvents>, state: 'Healthy' | 'Degraded', revision: string, at: number) {
  sync.emit('application.health', {
    application: 'shop',
    revisions: [revision],
    sync: 'Synced',
    health: state,
    ...(state === 'Degraded' ? { message: 'it crashes: boom' } : {}),
    images: [`guestbook/shop:${commit}`],
    at,
  })
}

describe('RunTracker', () => {
  it('ends open runs when the platform stops, with the reason', () => {
    const { tracker, ended } = tracked()
    tracker.pushed(commit, 100)
    tracker.stop('the platform stopped', 700)
    expect(ended).toMatchObject([{ commit, state: 'interrupted', reason: 'the platform stopped' }])
  })

  it('measures each phase from the push to the first response of the new version', () => {
    const all = tracked()
    release1(all)
    all.sync.emit('sync.detected', { application: 'shop', revisions: [release], at: 395 })
    all.sync.emit('sync.rendered', { application: 'shop', revisions: [release], durationMs: 70, at: 470 })
    all.sync.emit('sync.applied', {
      application: 'shop',
      revisions: [release],
      changes: 1,
      applications: [],
      durationMs: 20,
      at: 500,
    })
    all.tracker.podReady([`guestbook/shop:${commit}`], 650)
    all.tracker.podResponded([`guestbook/shop:${commit}`], 660)
    expect(all.ended).toHaveLength(1)
    expect(all.ended[0]).toMatchObject({
      state: 'live',
      totalMs: 660,
      releaseRevision: release,
      apps: ['shop'],
    })
    expect(all.ended[0]?.phases.map(({ name, startMs, ms }) => [name, startMs, ms])).toEqual([
      ['checks', 10, 290],
      ['image', 10, 190],
      ['bump', 300, 100],
      ['detect', 390, 5],
      ['render', 400, 70],
      ['apply', 480, 20],
      ['ready', 500, 150],
      ['first response', 650, 10],
    ])
  })

  it('ends a phase as failed when one of two apps failed in it before the other ended', async () => {
    const all = tracked()
    all.tracker.pushed(commit, 0)
    all.delivery.emit('delivery.started', {
      id: '1',
      revision: commit,
      subject: 'Change',
      apps: ['a', 'b'],
      at: 5,
    })
    const step = (app: string, status: 'started' | 'passed' | 'failed', at: number) =>
      all.delivery.emit('delivery.step', { id: '1', revision: commit, step: 'test', app, status, at })
    step('a', 'started', 10)
    step('b', 'started', 10)
    step('a', 'failed', 20)
    step('b', 'passed', 30)
    all.delivery.emit('delivery.failed', {
      id: '1',
      revision: commit,
      step: 'test',
      app: 'a',
      reason: 'no',
      at: 31,
    })
    const updates = []
    for await (const update of all.tracker.follow(commit, new AbortController().signal, { since: 0 }))
      updates.push(update)
    expect(updates).toContainEqual({
      type: 'phase',
      phase: { name: 'checks', startMs: 10, ms: 20 },
      failed: true,
    })
  })

  it('ends with healthy where nothing answers requests', () => {
    const all = tracked(false)
    release1(all)
    all.sync.emit('sync.applied', {
      application: 'shop',
      revisions: [release],
      changes: 1,
      applications: [],
      durationMs: 20,
      at: 500,
    })
    health(all.sync, 'Healthy', release, 700)
    expect(all.ended[0]).toMatchObject({ state: 'live', totalMs: 700 })
  })

  it('fails with the message of a Degraded Application', () => {
    const all = tracked()
    release1(all)
    all.sync.emit('sync.applied', {
      application: 'shop',
      revisions: [release],
      changes: 1,
      applications: [],
      durationMs: 20,
      at: 500,
    })
    health(all.sync, 'Degraded', release, 900)
    expect(all.ended[0]).toMatchObject({ state: 'failed', reason: 'shop is Degraded: it crashes: boom' })
  })

  it('does not take the Degraded state of the version before for that of the new one', () => {
    const all = tracked()
    release1(all)
    health(all.sync, 'Degraded', release, 450)
    expect(all.ended).toEqual([])
  })

  it('does not take what sync says of the commit before its release for that of the release', () => {
    const all = tracked()
    release1(all)
    all.sync.emit('sync.failed', { application: 'shop', revisions: [commit], reason: 'no tag', at: 410 })
    expect(all.ended).toEqual([])
    all.sync.emit('sync.failed', { application: 'shop', revisions: [release], reason: 'no chart', at: 420 })
    expect(all.ended[0]).toMatchObject({ state: 'failed', reason: 'shop: no chart' })
  })

  it('fails with the reason of a red check', () => {
    const all = tracked()
    all.tracker.pushed(commit, 0)
    all.delivery.emit('delivery.failed', {
      id: '1',
      revision: commit,
      step: 'types',
      app: 'shop',
      reason: 'TS2322',
      at: 80,
    })
    expect(all.ended[0]).toMatchObject({ state: 'failed', reason: 'shop: types failed:\nTS2322' })
  })

  it.each([{ order: 'first delivery, then sync' }, { order: 'first sync, then delivery' }])(
    'waits for the Applications that a chart change concerns: $order',
    ({ order }) => {
      const all = tracked()
      all.tracker.pushed(commit, 0)
      const says = [
        () =>
          all.delivery.emit('delivery.nothing', {
            id: '1',
            revision: commit,
            why: 'No app is touched.',
            at: 10,
          }),
        () => all.tracker.configured(commit, ['shop'], 11),
      ]
      for (const say of order.startsWith('first sync') ? says.toReversed() : says) say()
      expect(all.ended).toEqual([])
      health(all.sync, 'Healthy', commit, 200)
      expect(all.ended[0]).toMatchObject({ state: 'live', apps: ['shop'] })
    },
  )

  it.each([{ order: 'first delivery, then sync' }, { order: 'first sync, then delivery' }])(
    'fails with what sync says of a chart change: $order',
    ({ order }) => {
      const all = tracked()
      all.tracker.pushed(commit, 0)
      const says = [
        () => {
          const why = 'No app is touched.'
          all.delivery.emit('delivery.nothing', { id: '1', revision: commit, why, at: 10 })
          all.tracker.configured(commit, ['shop'], 11)
        },
        () => {
          const reason = 'no chart'
          all.sync.emit('sync.failed', { application: 'shop', revisions: [commit], reason, at: 9 })
        },
      ]
      for (const say of order.startsWith('first sync') ? says.toReversed() : says) say()
      expect(all.ended[0]).toMatchObject({ state: 'failed', reason: 'shop: no chart' })
    },
  )

  it('fails with what sync reports about a release before delivery has announced it', () => {
    const all = tracked()
    release1(all, commit, release, () => {
      all.sync.emit('sync.failed', { application: 'shop', revisions: [commit], reason: 'no tag', at: 391 })
      all.sync.emit('sync.failed', { application: 'shop', revisions: [release], reason: 'no chart', at: 395 })
    })
    expect(all.ended[0]).toMatchObject({ state: 'failed', reason: 'shop: no chart' })
  })

  it('is live when the Application that a commit removes no longer exists', () => {
    const all = tracked()
    all.tracker.pushed(commit, 0)
    all.delivery.emit('delivery.nothing', { id: '1', revision: commit, why: 'No app is touched.', at: 10 })
    all.tracker.configured(commit, ['shop'], 11)
    expect(all.ended).toEqual([])
    all.sync.emit('application.gone', { application: 'shop', at: 300 })
    expect(all.ended[0]).toMatchObject({ state: 'live', totalMs: 300 })
  })

  it('ends as nothing when neither an app nor an Application is concerned', () => {
    const all = tracked()
    all.tracker.pushed(commit, 0)
    all.tracker.configured(commit, [], 5)
    all.delivery.emit('delivery.nothing', { id: '1', revision: commit, why: 'No app is touched.', at: 10 })
    expect(all.ended[0]).toMatchObject({ state: 'nothing', reason: 'No app is touched.' })
  })

  it('is live by a later commit that contains it', () => {
    const all = tracked()
    const later = 'e'.repeat(40)
    const why = 'No app is touched.'
    all.tracker.pushed(commit, 0)
    all.delivery.emit('delivery.nothing', { id: '1', revision: commit, why, at: 10 })
    all.tracker.configured(commit, ['shop'], 11)
    all.tracker.pushed(later, 20)
    all.delivery.emit('delivery.nothing', { id: '2', revision: later, why, at: 30 })
    all.tracker.configured(later, [], 31)
    health(all.sync, 'Healthy', later, 200)
    expect(all.ended.map(({ state }) => state)).toEqual(['nothing', 'live'])
  })

  it('is live by a release that was made on top of it', () => {
    const all = tracked()
    const later = 'e'.repeat(40)
    all.tracker.pushed('1'.repeat(40), 0)
    all.delivery.emit('delivery.step', {
      id: '2',
      revision: '1'.repeat(40),
      step: 'bump',
      app: 'api',
      status: 'started',
      at: 20,
    })
    all.tracker.pushed(later, 10)
    all.tracker.bumped('2'.repeat(40), 30, 'code')
    all.delivery.emit('delivery.nothing', { id: '3', revision: later, why: 'No app is touched.', at: 40 })
    all.tracker.configured(later, ['shop'], 41)
    health(all.sync, 'Healthy', '2'.repeat(40), 200)
    expect(all.ended.at(-1)).toMatchObject({ commit: later, state: 'live' })
  })

  it('is superseded by a newer release of the same app', () => {
    const all = tracked()
    release1(all)
    release1(all, 'e'.repeat(40), 'f'.repeat(40))
    expect(all.ended[0]).toMatchObject({ commit, state: 'superseded' })
  })

  it('sends a late follower every update from the start, and ends', async () => {
    const all = tracked(false)
    release1(all)
    all.sync.emit('sync.applied', {
      application: 'shop',
      revisions: [release],
      changes: 1,
      applications: [],
      durationMs: 20,
      at: 500,
    })
    health(all.sync, 'Healthy', release, 700)
    const types: string[] = []
    for await (const update of all.tracker.follow(commit, new AbortController().signal, { since: 0 }))
      types.push(update.type)
    expect(types[0]).toBe('started')
    expect(types.at(-1)).toBe('ended')
    expect(types.filter((type) => type === 'phase')).toHaveLength(5)
  })

  it('says to a follower which part of the platform its run waits for', async () => {
    const parts = new Events<PartEvents>()
    const all = tracked(true, parts)
    all.tracker.pushed(commit, 0)
    parts.emit('part.changed', { name: 'postgres', state: 'failed', detail: '', change: 'restart' })
    await all.clock.advance(1000)
    for await (const update of all.tracker.follow(commit, new AbortController().signal, { since: 0 })) {
      const what = 'waiting for postgres, which is being started again'
      expect(update).toEqual({ type: 'waiting', what, ms: 1000 })
      break
    }
    all.tracker.stop('the platform stopped', 1000)
    expect(all.clock.waiting).toBe(0)
  })

  it('sends a follower that is busy with one update those that come in the meantime', async () => {
    const all = tracked()
    all.tracker.pushed(commit, 0)
    const types: string[] = []
    const following = (async () => {
      for await (const { type } of all.tracker.follow(commit, new AbortController().signal, { since: 0 })) {
        types.push(type)
        if (type !== 'started') continue
        all.delivery.emit('delivery.failed', {
          id: '1',
          revision: commit,
          step: 'detect',
          reason: 'no',
          at: 6,
        })
        await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    all.delivery.emit('delivery.started', { id: '1', revision: commit, subject: 'Change', apps: [], at: 5 })
    await following
    expect(types).toEqual(['started', 'ended'])
  })

  it.each([
    { name: 'the second run, when the first had ended', second: 'started', at: 60, want: 'second' },
    { name: 'the run that was still open at the second push', second: undefined, at: 60, want: 'first' },
  ])('sends who follows a commit that is pushed again $name', async ({ second, at, want }) => {
    const all = tracked()
    const started = (subject: string, at: number) =>
      all.delivery.emit('delivery.started', { id: '1', revision: commit, subject, apps: [], at })
    const failed = (at: number) =>
      all.delivery.emit('delivery.failed', { id: '1', revision: commit, step: 'detect', reason: 'no', at })
    all.tracker.pushed(commit, 0)
    started('first', 5)
    if (second !== undefined) failed(10)
    const subjects: string[] = []
    const following = (async () => {
      for await (const update of all.tracker.follow(commit, new AbortController().signal, {
        since: 50,
        startedAt: 50,
      })) {
        if (update.type === 'started' || update.type === 'ended')
          subjects.push(`${update.type} ${update.run.subject}`)
      }
    })()
    all.tracker.pushed(commit, at)
    if (second !== undefined) started('second', 65)
    failed(70)
    await following
    expect(subjects).toEqual([`started ${want}`, `ended ${want}`])
  })
})
