import { Events } from '@gitops-example/kit/events'
import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, it } from 'vitest'
import type { ClusterEvents } from '../../client/cluster-events.ts'
import { createEventRecorder } from '../../client/event-recorder.ts'
import { createInMemoryCluster } from '../../testing/in-memory-cluster.ts'
import { PortAllocator } from '../ports/port-allocator.ts'
import { startScheduler } from './scheduler.ts'

const containers = [{ name: 'main', image: 'web:1' }]

function scheduling(unschedulable: boolean) {
  const clock = new FakeClock()
  const { client } = createInMemoryCluster(clock)
  const log = (line: string) => expect.fail(line)
  const ports = new PortAllocator()
  client.create('nodes', { metadata: { name: 'local' }, spec: { unschedulable } })
  const scheduler = startScheduler({
    context: { client, clock, events: new Events<ClusterEvents>(), log },
    recorder: createEventRecorder({ client, clock, component: 'default-scheduler', log }),
    nodeName: 'local',
    ports,
  })
  return {
    client,
    ports,
    scheduler,
    create: (name: string) =>
      client.create('pods', { metadata: { name, namespace: 'dev' }, spec: { containers } }),
    settle: () => clock.advance(0),
    nodes: () => client.list('pods').map(({ metadata, spec }) => `${metadata.name} on ${spec?.nodeName}`),
    refusals: () => client.list('events').reduce((sum, { count = 0 }) => sum + count, 0),
    cordon: (value: boolean) => {
      const node = client.get('nodes', '', 'local')
      if (node !== undefined) client.update('nodes', { ...node, spec: { unschedulable: value } })
    },
  }
}

it('binds a pod as soon as it is there', async () => {
  const { create, settle, nodes } = scheduling(false)
  create('a')
  await settle()
  expect(nodes()).toEqual(['a on local'])
})

it('looks once at each pod that cannot be bound, however many there are', async () => {
  const { create, settle, nodes, refusals, ports } = scheduling(true)
  for (const name of ['a', 'b', 'c']) create(name)
  ports.release([]) // something comes free while it looks
  await settle()
  expect(nodes()).toEqual(['a on undefined', 'b on undefined', 'c on undefined'])
  const before = refusals()
  ports.release([])
  ports.release([])
  await settle()
  expect(refusals() - before).toBeLessThanOrEqual(6)
})

it('binds them all when the node takes pods again', async () => {
  const { create, settle, nodes, cordon } = scheduling(true)
  for (const name of ['a', 'b', 'c']) create(name)
  await settle()
  cordon(false)
  await settle()
  expect(nodes()).toEqual(['a on local', 'b on local', 'c on local'])
})

it('misses no change that comes while it looks', async () => {
  const { create, settle, nodes, cordon } = scheduling(true)
  create('a')
  for (let turn = 0; turn < 20; turn++) {
    cordon(turn % 2 === 0)
    await Promise.resolve()
  }
  cordon(false)
  await settle()
  expect(nodes()).toEqual(['a on local'])
})

it('leaves pods to others: bound ones, gated ones, those of another scheduler', async () => {
  const { client, settle, nodes } = scheduling(false)
  const metadata = (name: string) => ({ name, namespace: 'dev' })
  client.create('pods', { metadata: metadata('bound'), spec: { containers, nodeName: 'other' } })
  client.create('pods', {
    metadata: metadata('gated'),
    spec: { containers, schedulingGates: [{ name: 'x' }] },
  })
  client.create('pods', { metadata: metadata('others'), spec: { containers, schedulerName: 'mine' } })
  await settle()
  expect(nodes()).toEqual(['bound on other', 'gated on undefined', 'others on undefined'])
})
