import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, test } from 'vitest'
import { createApi } from './api.ts'
import { createClusterClient } from './in-process-client.ts'

test('a watch reports what is there and then every change, never inside a write', async () => {
  const clock = new FakeClock()
  const api = createApi(clock)
  const client = createClusterClient(api)
  client.create('namespaces', { metadata: { name: 'dev' } })
  client.create('configmaps', { metadata: { name: 'a', namespace: 'dev' } })
  const seen: string[] = []
  using _watch = client.watch('configmaps', ({ type, object }) =>
    seen.push(`${type} ${object.metadata.name}`),
  )
  const b = client.create('configmaps', { metadata: { name: 'b', namespace: 'dev' } })
  client.update('configmaps', { ...b, data: { x: '1' } })
  client.delete('configmaps', 'dev', 'b')
  expect(seen).toEqual([])
  await clock.advance(0)
  expect(seen).toEqual(['ADDED a', 'ADDED b', 'MODIFIED b', 'DELETED b'])
})
