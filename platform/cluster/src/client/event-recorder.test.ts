import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, test } from 'vitest'
import { createInMemoryCluster } from '../testing/in-memory-cluster.ts'
import { createEventRecorder } from './event-recorder.ts'

const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'dev', name: 'web', uid: 'u1' } }

function recording() {
  const clock = new FakeClock()
  const { client } = createInMemoryCluster(clock)
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
  const events = client.list('events').sort((a, b) => (b.count ?? 0) - (a.count ?? 0))
  expect(
    events.map(({ count, firstTimestamp, lastTimestamp }) => [count, firstTimestamp, lastTimestamp]),
  ).toEqual([
    [2, '2026-01-01T00:00:00Z', '2026-01-01T00:00:30Z'],
    [1, '2026-01-01T00:00:30Z', '2026-01-01T00:00:30Z'],
  ])
  expect(events[0]).toMatchObject({
    involvedObject: { kind: 'Pod', namespace: 'dev', name: 'web', uid: 'u1' },
    type: 'Warning',
    source: { component: 'test' },
  })
})

test('writes the event again when the first was deleted', () => {
  const { client, recorder } = recording()
  recorder.normal(pod, 'Started', 'x')
  client.delete('events', 'dev', client.list('events')[0]?.metadata.name ?? '')
  recorder.normal(pod, 'Started', 'x')
  expect(client.list('events').map(({ count }) => count)).toEqual([1])
})

test('logs an event that the API refuses instead of failing its caller', () => {
  const { lines, recorder } = recording()
  const lost = { ...pod, metadata: { ...pod.metadata, namespace: 'gone' } }
  recorder.normal(lost, 'Started', 'x')
  expect(lines).toEqual(['test: cannot record event Started of web: namespaces "gone" not found'])
})
