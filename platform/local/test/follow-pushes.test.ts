import type { DeliveryEvents } from '@gitops-example/delivery/delivery-events'
import { systemClock } from '@gitops-example/kit/clock'
import { Events } from '@gitops-example/kit/events'
import { gitIn } from '@gitops-example/kit/git/git'
import type { SyncEvents } from '@gitops-example/sync/sync-events'
import { expect, it } from 'vitest'
import { startControlServer } from '../src/control/control-server.ts'
import { watchPushes } from '../src/git-host/push-events.ts'
import { RunTracker } from '../src/run/run-tracker.ts'
import { statePaths } from '../src/state/state-paths.ts'
import { PushWorld } from './push-world.ts'

/** A git host whose pushes reach runs; each delivery of master finds nothing to release. */
async function followed() {
  const world = await PushWorld.open()
  const paths = statePaths(world.git.dir)
  const delivery = new Events<DeliveryEvents>()
  const sync = new Events<SyncEvents>()
  const tracker = new RunTracker({ delivery, sync, clock: systemClock, answersRequests: () => false })
  const pushLog = `${paths.run}/pushes.log`
  const pushes = watchPushes(pushLog, ({ ref, after }) => {
    if (ref !== 'refs/heads/master' || after === undefined) return
    const of = { id: '1', revision: after, at: systemClock.now() }
    tracker.pushed(after, systemClock.now())
    delivery.emit('delivery.started', { ...of, subject: 'A change', apps: [] })
    delivery.emit('delivery.nothing', { ...of, why: 'No app is touched' })
    tracker.configured(after, [], systemClock.now())
  })
  const control = await startControlServer({
    runDir: paths.run,
    preferredPort: 0,
    status: () => Promise.reject(new Error('nobody asks')),
    follow: (commit, signal, from) => tracker.follow(commit, signal, from),
    onStop: () => {},
  })
  return {
    world,
    runs: () => tracker.runs().map(({ commit, state }) => `${commit} ${state}`),
    /** Pushes as a person does, and returns what the remote said. */
    async push(...args: string[]) {
      const git = gitIn(world.git.dir, { GITOPS_FOLLOW: 'on', LC_ALL: 'C' })
      const { exitCode, stderr } = await git.try(['push', 'local', ...args], { timeoutMs: 60_000 })
      const remote = stderr.split('\n').flatMap((line) => /^remote: (.*?) *$/.exec(line)?.[1] ?? [])
      return { exitCode, remote: remote.join('\n') }
    },
    async [Symbol.asyncDispose]() {
      await control.stop()
      pushes[Symbol.dispose]()
      world[Symbol.dispose]()
    },
  }
}

interface Case {
  name: string
  /** git commands before the push. */
  given?: string[][]
  push: string[]
  /** Whether the delivered branch moves, and so is followed to its end. */
  delivers: boolean
  /** Whether something else was stored, too. */
  stores: boolean
  exitCode?: number
}

const annotated = ['tag', '--annotate', '--message', 'Release', 'v2']
const cases: Case[] = [
  { name: 'the delivered branch', push: ['HEAD:master'], delivers: true, stores: false },
  { name: 'another branch', push: ['HEAD:feature'], delivers: false, stores: true },
  { name: 'a lightweight tag', given: [['tag', 'v1']], push: ['v1'], delivers: false, stores: true },
  { name: 'an annotated tag', given: [annotated], push: ['v2'], delivers: false, stores: true },
  {
    name: 'the branch with the tags that are on it',
    given: [annotated],
    push: ['--follow-tags', 'HEAD:master'],
    delivers: true,
    stores: true,
  },
  {
    name: 'the branch before others',
    push: ['HEAD:master', 'HEAD:zebra'],
    delivers: true,
    stores: true,
  },
  {
    name: 'the branch between others',
    given: [['tag', 'v1']],
    push: ['HEAD:alpha', 'HEAD:master', 'v1'],
    delivers: true,
    stores: true,
  },
  {
    name: 'what a clone mirrors',
    given: [['branch', 'side'], annotated],
    push: ['--mirror'],
    delivers: true,
    stores: true,
  },
  {
    name: 'the end of a branch',
    given: [['push', '--quiet', 'local', 'HEAD:feature']],
    push: ['--delete', 'feature'],
    delivers: false,
    stores: true,
  },
]

it.each(cases)('a push of $name ends once it is stored, and follows what is delivered', async (one) => {
  await using host = await followed()
  const { world } = host
  const commit = await world.commit('second')
  for (const command of one.given ?? []) await world.git.run(command)

  const { exitCode, remote } = await host.push(...one.push)

  expect(exitCode).toBe(0)
  const stored = remote.match(/only what is pushed to master is delivered here/g) ?? []
  expect(stored).toHaveLength(one.stores ? 1 : 0)
  const end = `${commit.slice(0, 7)} changes nothing that runs here`
  expect(remote.includes(end)).toBe(one.delivers)
  expect(host.runs()).toEqual(one.delivers ? [`${commit} nothing`] : [])
})

it('a push back to a commit that was delivered follows its new delivery, and no run stays open', async () => {
  await using host = await followed()
  const { world } = host
  const first = await world.head()
  const second = await world.commit('second')
  await host.push('HEAD:master')

  const back = await host.push('--force', `${first}:master`)
  expect(back.remote).toContain(`${first.slice(0, 7)} changes nothing that runs here`)
  const again = await host.push('--force', `${second}:master`)
  expect(again.remote).toContain(`${second.slice(0, 7)} changes nothing that runs here`)
  expect(await host.push('HEAD:master')).toEqual({ exitCode: 0, remote: '' })
  expect(host.runs()).toEqual([`${second} nothing`, `${first} nothing`, `${second} nothing`])
})

it('nobody pushes what the platform keeps for itself', async () => {
  await using host = await followed()
  await host.world.commit('second')
  const { exitCode, remote } = await host.push('HEAD:refs/gitops/kept/releases/local')
  expect(exitCode).toBe(1)
  expect(remote).toContain('refs/gitops/kept/releases/local is written by gitops alone.')
})
