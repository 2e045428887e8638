import { Events } from '@gitops-example/kit/events'
import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, it } from 'vitest'
import { type PartEvents, PartList, type PartProgress } from './part-list.ts'

function partList() {
  const reported: PartProgress[] = []
  const events = new Events<PartEvents>()
  events.on('part.changed', (progress) => reported.push(progress))
  const clock = new FakeClock()
  return { parts: new PartList(events, clock), reported, clock }
}

it('lists a part with what is true of it now, and reports only its start', async () => {
  const { parts, reported } = partList()
  await parts.start(
    'git host',
    async () => 'a1',
    (head) => `master at ${head}`,
  )
  parts.update('git host', 'master at b2')
  parts.update('no part', 'nothing')
  expect(parts.list()).toEqual([{ name: 'git host', state: 'running', detail: 'master at b2' }])
  expect(reported.map(({ detail }) => detail)).toEqual(['master at a1'])
})

it('reports that a part has failed and is started again, and lists what is true of it in between', async () => {
  const { parts, reported, clock } = partList()
  const ends: ((reason: string) => void)[] = []
  const start = async () => {
    const { promise: ended, resolve } = Promise.withResolvers<string>()
    ends.push(resolve)
    return { number: ends.length, ended, stop: async () => resolve('stopped') }
  }
  const supervisor = await parts.supervise('postgres', start, ({ number }) => `run ${number}`)
  ends[0]?.('killed\nby SIGKILL')
  await clock.advance(0)
  const failed = {
    name: 'postgres',
    state: 'failed',
    detail: 'killed by SIGKILL; is started again in 200 ms',
  }
  expect(parts.list()).toEqual([failed])
  parts.update('postgres', 'all is well')
  expect(parts.list()).toEqual([failed])
  await clock.advance(200)
  expect(reported.slice(1)).toMatchObject([
    { ...failed, change: 'restart' },
    { state: 'starting', detail: 'killed by SIGKILL; is being started again', change: 'restart' },
    { state: 'running', detail: 'run 2', change: 'restart' },
  ])
  await supervisor.stop()
})
