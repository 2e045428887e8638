import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, test } from 'vitest'
import { createEventRecorder } from '../../client/event-recorder.ts'
import { createInMemoryCluster } from '../../testing/in-memory-cluster.ts'
import { startEventExpiry } from './event-expiry.ts'

const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'dev', name: 'web', uid: 'u1' } }

test('keeps the newest 1000 events, and each for an hour', async () => {
  const clock = new FakeClock()
  const { client } = createInMemoryCluster(clock)
  const log = (line: string) => expect.fail(line)
  const recorder = createEventRecorder({ client, clock, component: 'test', log })
  const messages = () => client.list('events').map(({ message }) => message)
  using _expiry = startEventExpiry({ client, clock })
  for (let i = 0; i < 1010; i++) recorder.normal(pod, 'Started', `number ${i}`)
  await clock.advance(0)
  expect(new Set(messages())).toEqual(new Set(Array.from({ length: 1000 }, (_, i) => `number ${i + 10}`)))
  await clock.advance(59 * 60_000)
  recorder.normal(pod, 'Started', 'late')
  await clock.advance(2 * 60_000)
  expect(messages()).toEqual(['late'])
})
