import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, it } from 'vitest'
import { createInMemoryCluster } from '../../testing/in-memory-cluster.ts'
import { ensureKubernetesService } from './ensure-kubernetes-service.ts'
import { startKubernetesServiceController } from './kubernetes-service-controller.ts'

it.each(['services', 'endpointslices'] as const)('makes the API’s own of %s again', async (kind) => {
  const clock = new FakeClock()
  const { client } = createInMemoryCluster(clock)
  ensureKubernetesService(client, 6443)
  using _controller = startKubernetesServiceController({ client, clock, log: () => {} }, 6443)
  await clock.advance(0)
  const before = client.get(kind, 'default', 'kubernetes')
  client.delete(kind, 'default', 'kubernetes')
  await expect.poll(() => client.get(kind, 'default', 'kubernetes')?.metadata.uid).toBeDefined()
  const again = client.get(kind, 'default', 'kubernetes')
  expect(again?.metadata.uid).not.toBe(before?.metadata.uid)
  expect({ ...again, metadata: undefined }).toEqual({ ...before, metadata: undefined })
})
