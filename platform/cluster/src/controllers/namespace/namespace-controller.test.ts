import { expect, test } from 'vitest'
import { findCondition } from '../../machinery/conditions.ts'
import { startSteppedCluster } from '../../testing/stepped-cluster.ts'
import { webDeployment } from '../../testing/web-deployment.ts'

test('a namespace is Active and has its default ServiceAccount, again when it is deleted', async () => {
  await using cluster = startSteppedCluster()
  await cluster.settle()
  expect(cluster.client.get('namespaces', '', 'dev')?.status?.phase).toBe('Active')
  cluster.client.delete('serviceaccounts', 'dev', 'default')
  await cluster.settle()
  expect(cluster.client.get('serviceaccounts', 'dev', 'default')).toBeDefined()
})

test('a deleted namespace goes after everything in it, and says until then what it waits for', async () => {
  await using cluster = startSteppedCluster()
  cluster.client.create('deployments', webDeployment())
  cluster.client.create('configmaps', {
    metadata: { name: 'held', namespace: 'dev', finalizers: ['test/hold'] },
  })
  cluster.client.create('namespaces', { metadata: { name: 'elsewhere' } })
  cluster.client.create('configmaps', { metadata: { name: 'other', namespace: 'elsewhere' } })
  await cluster.settle()
  cluster.client.delete('namespaces', '', 'dev')
  await cluster.settle()
  const { status } = cluster.client.get('namespaces', '', 'dev') ?? {}
  expect(status?.phase).toBe('Terminating')
  expect(findCondition(status?.conditions, 'NamespaceFinalizersRemaining')?.message).toBe(
    'Some content in the namespace has finalizers remaining: test/hold in 1 resource instances',
  )
  expect(cluster.allObjects.inNamespace('dev').map(({ object }) => object.metadata.name)).toEqual(['held'])
  const held = cluster.client.get('configmaps', 'dev', 'held')
  if (held === undefined) throw new Error('not held')
  cluster.client.update('configmaps', { ...held, metadata: { ...held.metadata, finalizers: [] } })
  await cluster.settle()
  expect(cluster.client.get('namespaces', '', 'dev')).toBeUndefined()
  expect(cluster.client.list('configmaps')).toHaveLength(1)
})
