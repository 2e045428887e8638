import { expect, test } from 'vitest'
import type { ReplicaSet } from '#kubernetes/apps/v1'
import { type SteppedCluster, startSteppedCluster } from '../../testing/stepped-cluster.ts'
import { controllerOf } from '../metadata/owner.ts'

const labels = { app: 'web' }
const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'web:1' }] } }

function createReplicaSet(cluster: SteppedCluster, spec: Partial<NonNullable<ReplicaSet['spec']>> = {}) {
  return cluster.client.create('replicasets', {
    metadata: { name: 'web', namespace: 'dev' },
    spec: { replicas: 2, selector: { matchLabels: labels }, template, ...spec },
  })
}

test('adopts pods that its selector picks instead of creating new ones', async () => {
  await using cluster = startSteppedCluster()
  cluster.client.create('pods', {
    metadata: { name: 'stray', namespace: 'dev', labels },
    spec: template.spec,
  })
  await cluster.settle()
  const replicaSet = createReplicaSet(cluster)
  await cluster.settle()
  expect(cluster.pods()).toHaveLength(2)
  const stray = cluster.client.get('pods', 'dev', 'stray')
  expect(controllerOf(stray?.metadata)?.uid).toBe(replicaSet.metadata.uid)
})

test('lets a pod go whose labels no longer fit, and replaces it', async () => {
  await using cluster = startSteppedCluster()
  createReplicaSet(cluster)
  await cluster.settle()
  const [pod] = cluster.pods()
  if (pod === undefined) throw new Error('no pod')
  cluster.client.update('pods', { ...pod, metadata: { ...pod.metadata, labels: { app: 'debug' } } })
  await cluster.settle()
  expect(controllerOf(cluster.client.get('pods', 'dev', pod.metadata.name)?.metadata)).toBeUndefined()
  expect(cluster.pods().filter(({ metadata }) => metadata.labels?.app === 'web')).toHaveLength(2)
})

test('leaves pods of another owner alone although the selector picks them', async () => {
  await using cluster = startSteppedCluster()
  const owner = { apiVersion: 'v1', kind: 'Foreign', name: 'x', uid: 'foreign', controller: true }
  cluster.client.create('nodes', { metadata: { name: 'x' } })
  createReplicaSet(cluster, { replicas: 1 })
  cluster.client.create('pods', {
    metadata: {
      name: 'theirs',
      namespace: 'dev',
      labels,
      ownerReferences: [owner],
      finalizers: ['test/hold'],
    },
    spec: template.spec,
  })
  await cluster.settle()
  expect(controllerOf(cluster.client.get('pods', 'dev', 'theirs')?.metadata)?.uid).toBe('foreign')
})

test('replaces a pod that failed and one that is terminating', async () => {
  await using cluster = startSteppedCluster()
  createReplicaSet(cluster)
  await cluster.settle()
  const [failed, leaving] = cluster.pods()
  if (failed === undefined || leaving === undefined) throw new Error('no pods')
  cluster.kubelet.endsAtOnce = false
  cluster.kubelet.finish(failed, 'Failed')
  cluster.client.delete('pods', 'dev', leaving.metadata.name)
  await cluster.settle()
  expect(cluster.readyPods()).toHaveLength(2)
  expect(cluster.client.get('replicasets', 'dev', 'web')?.status).toMatchObject({
    replicas: 2,
    readyReplicas: 2,
  })
})

test('deletes a pod that is not ready before ready ones when scaled down', async () => {
  await using cluster = startSteppedCluster()
  const replicaSet = createReplicaSet(cluster, { replicas: 3 })
  await cluster.settle()
  const broken = cluster.pods().at(-1)
  if (broken === undefined || replicaSet.spec === undefined) throw new Error('no pod')
  cluster.kubelet.setReady(broken, false)
  await cluster.settle()
  const live = cluster.client.get('replicasets', 'dev', 'web')
  if (live?.spec === undefined) throw new Error('no ReplicaSet')
  cluster.client.update('replicasets', { ...live, spec: { ...live.spec, replicas: 2 } })
  await cluster.settle()
  expect(cluster.readyPods()).toHaveLength(2)
  expect(cluster.client.get('pods', 'dev', broken.metadata.name)).toBeUndefined()
})

test('settles 100 pods in well under a second of processor time', async () => {
  await using cluster = startSteppedCluster()
  const startedAt = process.threadCpuUsage()
  createReplicaSet(cluster, { replicas: 100 })
  await cluster.settle()
  expect(cluster.readyPods()).toHaveLength(100)
  expect(process.threadCpuUsage(startedAt).user).toBeLessThan(1_000_000)
})
