import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, test } from 'vitest'
import type { EndpointConditions } from '#kubernetes/discovery/v1'
import { createInMemoryCluster } from '../../testing/in-memory-cluster.ts'
import { followEndpoints } from './endpoint-table.ts'

const web = { namespace: 'dev', name: 'web' }
const labelsOf = (service: string) => ({ 'kubernetes.io/service-name': service })

function start() {
  const clock = new FakeClock()
  const { client } = createInMemoryCluster(clock)
  const table = followEndpoints(client)
  return {
    client,
    table,
    settle: () => clock.advance(0),
    create(name: string, port: number, conditions: EndpointConditions = {}) {
      client.create('endpointslices', {
        metadata: { name, namespace: 'dev', labels: labelsOf('web') },
        addressType: 'IPv4',
        endpoints: [{ addresses: ['127.0.0.1'], conditions }],
        ports: [{ name: 'http', port, protocol: 'TCP' }],
      })
    },
    setReady(name: string, ready: boolean) {
      const live = client.get('endpointslices', 'dev', name)
      if (live === undefined) throw new Error(`no slice ${name}`)
      const endpoints = live.endpoints.map((endpoint) => ({ ...endpoint, conditions: { ready } }))
      client.update('endpointslices', { ...live, endpoints })
    },
    ports: (service = web, port = 'http') => table.backends(service, port).map((backend) => backend.port),
  }
}

test('knows the endpoints of all slices of a Service, by port name', async () => {
  const { create, settle, ports, table } = start()
  create('a', 1)
  create('b', 2)
  await settle()
  expect(ports()).toEqual([1, 2])
  expect(ports(web, 'admin')).toEqual([])
  expect(ports({ namespace: 'other', name: 'web' })).toEqual([])
  table[Symbol.dispose]()
})

test('keeps a backend and what is under way there while its readiness comes and goes', async () => {
  const { create, settle, ports, setReady, table } = start()
  create('a', 1)
  await settle()
  const [before] = table.backends(web, 'http')
  setReady('a', false)
  await settle()
  expect(ports()).toEqual([])
  expect(before?.pooled.maxFreeSockets).toBe(0)
  setReady('a', true)
  await settle()
  expect(table.backends(web, 'http')).toEqual([before])
  expect(before?.pooled.maxFreeSockets).toBeGreaterThan(0)
  table[Symbol.dispose]()
})

test('follows a slice that is deleted, and one that moves to another Service', async () => {
  const { client, create, settle, ports, table } = start()
  create('a', 1)
  create('b', 2)
  await settle()
  client.delete('endpointslices', 'dev', 'a')
  const moving = client.get('endpointslices', 'dev', 'b')
  if (moving === undefined) throw new Error('no slice b')
  client.update('endpointslices', {
    ...moving,
    metadata: { ...moving.metadata, labels: labelsOf('api') },
  })
  await settle()
  expect(ports()).toEqual([])
  expect(ports({ namespace: 'dev', name: 'api' })).toEqual([2])
  table[Symbol.dispose]()
})
