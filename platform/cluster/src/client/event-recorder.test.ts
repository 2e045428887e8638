import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, test } from 'vitest'
import { startEventExpiry } from '../controllers/events/event-expiry.ts'
import { FakeCluster } from '../controllers/testing/fake-cluster.ts'
import { createEventRecorder } from './event-recorder.ts'

const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'dev', name: 'web', uid: 'u1' } }

function recording() {
  const clock = new FakeClock()
  const client = new FakeCluster(clock)
  const lines: string[] = []
  const recorder = createEventRecorder({ client, clock, component: 'test', log: (line) => lines.push(line) })
  return { clock, client, lines, recorder }
}

test('counts a repeated event instead of writing another one', async () => {
  const { clock, client, recorder } = recording()
  recorder.warning(pod, 'BackOff', 'Back-off restarting failed container')
  await clock.advance(30_000)
  recorder.warning(pod, 'BackOff', 'Back-off restarting failed container')
  recorder.warning(pod, 'BackOff', 'another message')
  expect(
    client
      .list('events')
      .map(({ count, firstTimestamp, lastTimestamp }) => [count, firstTimestamp, lastTimestamp]),
  ).toEqual([
    [2, '2026-01-01T00:00:00Z', '2026-01-01T00:00:30Z'],
    [1, '2026-01-01T00:00:30Z', '2026-01-01T00:00:30Z'],
  ])
  expect(client.list('events')[0]).toMatchObject({
    involvedObject: { kind: 'Pod', namespace: 'dev', name: 'web', uid: 'u1' },
    type: 'Warning',
    source: { component: 'test' },
  })
})

test('writes the event anew when the first was deleted', () => {
  const { client, recorder } = recording()
  recorder.normal(pod, 'Started', 'x')
  client.delete('events', 'dev', client.list('events')[0]?.metadata.name ?? '')
  recorder.normal(pod, 'Started', 'x')
  expect(client.list('events').map(({ count }) => count)).toEqual([1])
})

test('logs an event that the API refuses instead of failing its caller', () => {
  const { client, lines, recorder } = recording()
  client.refuse = 'events'
  recorder.normal(pod, 'Started', 'x')
  expect(lines).toEqual(['test: cannot record event Started of web: events is forbidden'])
})

test('keeps the newest 1000 events, and each for an hour', async () => {
  const { clock, client, recorder } = recording()
  using _expiry = startEventExpiry({ client, clock })
  for (let i = 0; i < 1010; i++) recorder.normal(pod, 'Started', `number ${i}`)
  await clock.advance(0)
  const messages = client.list('events').map(({ message }) => message)
  expect(messages).toHaveLength(1000)
  expect(messages[0]).toBe('number 10')
  await clock.advance(59 * 60_000)
  recorder.normal(pod, 'Started', 'late')
  await clock.advance(2 * 60_000)
  expect(client.list('events').map(({ message }) => message)).toEqual(['late'])
})
