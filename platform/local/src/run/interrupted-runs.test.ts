import type { DeliveryEvents } from '@gitops-example/delivery/delivery-events'
import { Events } from '@gitops-example/kit/events'
import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import type { SyncEvents } from '@gitops-example/sync/sync-events'
import { expect, it } from 'vitest'
import type { DeliveryRun } from './delivery-run.ts'
import { runRecordText, runsOf } from './run-records.ts'
import { RunTracker } from './run-tracker.ts'

const id = '1'
const commit = 'c'.repeat(40)
const release = 'd'.repeat(40)

/** Platforms that follow each other on one machine, with one log of deliveries. */
class Machine {
  readonly log: string[] = []
  readonly ended: DeliveryRun[] = []
  delivery = new Events<DeliveryEvents>()
  sync = new Events<SyncEvents>()
  tracker = this.#start()

  restart(): void {
    this.delivery = new Events<DeliveryEvents>()
    this.sync = new Events<SyncEvents>()
    this.tracker = this.#start()
  }

  #start(): RunTracker {
    return new RunTracker({
      delivery: this.delivery,
      sync: this.sync,
      clock: new FakeClock(0),
      answersRequests: () => true,
      earlier: runsOf(this.log, 50).records,
      onRecord: (record) => this.log.push(`TIME ${runRecordText(record)}`),
      onEnded: (run) => this.ended.push(run),
    })
  }

  pushed(apps: string[], at = 0): void {
    this.tracker.pushed(commit, at)
    this.delivery.emit('delivery.started', { id, revision: commit, subject: 'Change', apps, at: at + 5 })
  }

  released(apps: string[]): void {
    this.delivery.emit('delivery.released', { id, revision: commit, bumpRevision: release, apps, at: 400 })
  }

  healthy(application: string, tag = commit): void {
    this.sync.emit('application.health', {
      application,
      revisions: [release],
      sync: 'Synced',
      health: 'Healthy',
      images: [`guestbook/${application}:${tag}`],
      at: 700,
    })
  }

  get runs() {
    return this.tracker
      .runs()
      .map(({ state, reason }) => (reason === undefined ? state : `${state}: ${reason}`))
  }
}

const killed = 'interrupted: the platform ended before it was live'

it('shows after a restart how runs have ended, with their phases and reasons', () => {
  const machine = new Machine()
  machine.pushed(['shop'])
  machine.delivery.emit('delivery.step', { id, revision: commit, step: 'test', status: 'started', at: 10 })
  machine.delivery.emit('delivery.step', { id, revision: commit, step: 'test', status: 'failed', at: 90 })
  machine.delivery.emit('delivery.failed', { id, revision: commit, step: 'test', reason: 'red', at: 90 })
  const before = machine.tracker.runs()
  machine.restart()
  expect(machine.tracker.runs()).toEqual(before)
  expect(before).toMatchObject([{ state: 'failed', phases: [{ name: 'checks', ms: 80 }] }])
})

it('shows a run that a kill has interrupted as that, and its second delivery beside it', () => {
  const machine = new Machine()
  machine.pushed(['shop'])
  machine.restart()
  expect(machine.runs).toEqual([killed])
  machine.pushed(['shop'], 900)
  machine.healthy('shop')
  expect(machine.runs).toEqual([killed, 'running'])
})

it('says of a run that was released before the kill that it is live once every app of it serves', () => {
  const machine = new Machine()
  machine.pushed(['api', 'shop'])
  machine.released(['api', 'shop'])
  machine.restart()
  machine.healthy('api', 'e'.repeat(40))
  machine.healthy('shop')
  expect(machine.runs).toEqual([killed])
  machine.healthy('api')
  expect(machine.runs).toEqual(['live: after a restart of the platform'])
  expect(machine.ended).toMatchObject([{ commit, state: 'live' }])
  expect(machine.tracker.runs()[0]).not.toHaveProperty('totalMs')
  machine.restart()
  expect(machine.runs).toEqual(['live: after a restart of the platform'])
})

it('keeps what was undone after the end', () => {
  const machine = new Machine()
  machine.pushed(['shop'])
  machine.released(['shop'])
  machine.tracker.podResponded([`guestbook/shop:${commit}`], 800)
  const undo = { id, revision: commit, app: 'shop', to: 'b', rollbackRevision: 'f', at: 900 }
  machine.delivery.emit('delivery.rolled-back', undo)
  machine.restart()
  expect(machine.tracker.runs()).toMatchObject([
    { state: 'live', undone: [{ app: 'shop', to: 'b', at: 900 }] },
  ])
})

it.each([
  { name: 'while it is delivered', follows: 100 },
  { name: 'when it has ended', follows: 900 },
])('counts from the start of the push for everybody when the pusher follows $name', async ({ follows }) => {
  const machine = new Machine()
  const updates: unknown[] = []
  const follow = async () => {
    for await (const update of machine.tracker.follow(commit, new AbortController().signal, {
      since: 960,
      startedAt: 960,
    })) {
      if (update.type === 'ended') updates.push(update.run)
    }
  }
  machine.pushed(['shop'], 1000)
  const early = follows < 500 ? follow() : undefined
  await new Promise(setImmediate)
  machine.released(['shop'])
  machine.tracker.podResponded([`guestbook/shop:${commit}`], 1800)
  await (early ?? follow())
  const runs = machine.tracker.runs()
  expect(runs).toMatchObject([{ state: 'live', pushedAt: 960, totalMs: 840 }])
  expect(runs[0]?.phases[0]).toEqual({ name: 'push', startMs: 0, ms: 40 })
  expect(updates).toEqual(runs)
  machine.restart()
  expect(machine.tracker.runs()).toEqual(runs)
})

it('remembers fifty runs, those of before a restart included', () => {
  const machine = new Machine()
  const push = (index: number) => {
    const revision = String(index).padStart(40, '0')
    machine.tracker.pushed(revision, index)
    machine.delivery.emit('delivery.started', { id, revision, subject: '', apps: [], at: index })
    machine.delivery.emit('delivery.superseded', { id, revision, by: commit, at: index })
  }
  for (let index = 0; index < 60; index++) push(index)
  machine.restart()
  for (let index = 60; index < 70; index++) push(index)
  const pushedAt = machine.tracker.runs().map((run) => run.pushedAt)
  expect(pushedAt.at(-1)).toBe(69)
  expect(pushedAt.length).toBeLessThanOrEqual(51)
  expect(pushedAt).toEqual(pushedAt.toSorted((left, right) => left - right))
})
