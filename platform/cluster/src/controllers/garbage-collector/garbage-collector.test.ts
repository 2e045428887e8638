import { expect, test } from 'vitest'
import type { OwnerReference } from '#kubernetes/meta/v1'
import { type SteppedCluster, startSteppedCluster } from '../../testing/stepped-cluster.ts'
import { webDeployment } from '../../testing/web-deployment.ts'

function create(
  cluster: SteppedCluster,
  name: string,
  owners: OwnerReference[] = [],
  finalizers: string[] = [],
) {
  return cluster.client.create('configmaps', {
    metadata: { name, namespace: 'dev', ownerReferences: owners, finalizers },
  })
}

function ref(
  owner: { kind: string; metadata: { name: string; uid: string } },
  block = false,
): OwnerReference {
  const { name, uid } = owner.metadata
  return { apiVersion: 'v1', kind: owner.kind, name, uid, blockOwnerDeletion: block }
}

const names = (cluster: SteppedCluster) =>
  cluster.client
    .list('configmaps')
    .map(({ metadata }) => metadata.name)
    .sort()

function release(cluster: SteppedCluster, name: string) {
  const live = cluster.client.get('configmaps', 'dev', name)
  if (live === undefined) throw new Error(`no ${name}`)
  cluster.client.update('configmaps', { ...live, metadata: { ...live.metadata, finalizers: [] } })
}

test('deletes dependants of dependants after their owner', async () => {
  await using cluster = startSteppedCluster()
  const owner = create(cluster, 'owner')
  const child = create(cluster, 'child', [ref(owner)])
  create(cluster, 'grandchild', [ref(child)])
  await cluster.settle()
  cluster.client.delete('configmaps', 'dev', 'owner')
  await cluster.settle()
  expect(names(cluster)).toEqual([])
})

test('keeps an object as long as one owner is there, and drops the reference to the lost one', async () => {
  await using cluster = startSteppedCluster()
  const first = create(cluster, 'first')
  const second = create(cluster, 'second')
  create(cluster, 'child', [ref(first), ref(second)])
  await cluster.settle()
  cluster.client.delete('configmaps', 'dev', 'first')
  await cluster.settle()
  const child = cluster.client.get('configmaps', 'dev', 'child')
  expect(child?.metadata.ownerReferences?.map(({ name }) => name)).toEqual(['second'])
})

test('deletes an object whose owner never existed, or is another one of that name', async () => {
  await using cluster = startSteppedCluster()
  const owner = create(cluster, 'owner')
  create(cluster, 'stranger', [{ ...ref(owner), uid: 'somebody-else' }])
  create(cluster, 'child', [ref(owner)])
  await cluster.settle()
  expect(names(cluster)).toEqual(['child', 'owner'])
})

test('does not count an owner in another namespace', async () => {
  await using cluster = startSteppedCluster()
  const owner = create(cluster, 'owner')
  cluster.client.create('namespaces', { metadata: { name: 'elsewhere' } })
  cluster.client.create('configmaps', {
    metadata: { name: 'child', namespace: 'elsewhere', ownerReferences: [ref(owner)] },
  })
  await cluster.settle()
  expect(names(cluster)).toEqual(['owner'])
})

test('foreground: the owner stays until the last dependant that blocks it is gone', async () => {
  await using cluster = startSteppedCluster()
  const owner = create(cluster, 'owner')
  create(cluster, 'blocking', [ref(owner, true)], ['test/hold'])
  create(cluster, 'other', [ref(owner)], ['test/hold'])
  await cluster.settle()
  cluster.client.delete('configmaps', 'dev', 'owner', { propagationPolicy: 'Foreground' })
  await cluster.settle()
  expect(names(cluster)).toEqual(['blocking', 'other', 'owner'])
  release(cluster, 'blocking')
  await cluster.settle()
  expect(names(cluster)).toEqual(['other'])
  expect(cluster.client.get('configmaps', 'dev', 'other')?.metadata.deletionTimestamp).toBeDefined()
})

test('foreground: a dependant that is let go blocks no longer', async () => {
  await using cluster = startSteppedCluster()
  const owner = create(cluster, 'owner')
  create(cluster, 'child', [ref(owner, true)], ['test/hold'])
  await cluster.settle()
  cluster.client.delete('configmaps', 'dev', 'owner', { propagationPolicy: 'Foreground' })
  await cluster.settle()
  const child = cluster.client.get('configmaps', 'dev', 'child')
  if (child === undefined) throw new Error('no child')
  cluster.client.update('configmaps', { ...child, metadata: { ...child.metadata, ownerReferences: [] } })
  await cluster.settle()
  expect(names(cluster)).toEqual(['child'])
})

test('orphan: the dependants stay without the reference', async () => {
  await using cluster = startSteppedCluster()
  const owner = create(cluster, 'owner')
  create(cluster, 'child', [ref(owner)])
  await cluster.settle()
  cluster.client.delete('configmaps', 'dev', 'owner', { propagationPolicy: 'Orphan' })
  await cluster.settle()
  expect(names(cluster)).toEqual(['child'])
  expect(cluster.client.get('configmaps', 'dev', 'child')?.metadata.ownerReferences).toBeUndefined()
})

for (const policy of ['Background', 'Foreground'] as const) {
  test(`a Deployment deleted in ${policy} leaves no ReplicaSet and no pod`, async () => {
    await using cluster = startSteppedCluster()
    cluster.client.create('deployments', webDeployment())
    await cluster.settle()
    cluster.kubelet.endsAtOnce = false
    cluster.client.delete('deployments', 'dev', 'web', { propagationPolicy: policy })
    await cluster.settle()
    expect(cluster.client.list('deployments')).toHaveLength(policy === 'Foreground' ? 1 : 0)
    expect(cluster.pods().map(({ metadata }) => metadata.deletionTimestamp)).not.toContain(undefined)
    for (const pod of cluster.pods()) cluster.kubelet.end(pod)
    await cluster.settle()
    expect([cluster.client.list('deployments'), cluster.client.list('replicasets'), cluster.pods()]).toEqual([
      [],
      [],
      [],
    ])
  })
}

test('a Deployment deleted with Orphan leaves its pods running', async () => {
  await using cluster = startSteppedCluster()
  cluster.client.create('deployments', webDeployment())
  await cluster.settle()
  cluster.client.delete('deployments', 'dev', 'web', { propagationPolicy: 'Orphan' })
  await cluster.settle()
  expect(cluster.client.list('deployments')).toEqual([])
  expect(cluster.readyPods()).toHaveLength(3)
  cluster.client.create('deployments', webDeployment())
  await cluster.settle()
  expect(cluster.client.list('replicasets')).toHaveLength(1)
  expect(cluster.pods()).toHaveLength(3)
})
