import { expect, test } from 'vitest'
import type { StatefulSet } from '#kubernetes/apps/v1'
import { type SteppedCluster, startSteppedCluster } from '../../testing/stepped-cluster.ts'
import { imageOf } from '../../testing/web-deployment.ts'

type Spec = NonNullable<StatefulSet['spec']>

const labels = { app: 'db' }
const template = (image: string) => ({
  metadata: { labels },
  spec: { containers: [{ name: 'main', image }] },
})

function create(cluster: SteppedCluster, spec: Partial<Spec> = {}) {
  return cluster.client.create('statefulsets', {
    metadata: { name: 'db', namespace: 'dev' },
    spec: {
      replicas: 3,
      serviceName: 'db',
      selector: { matchLabels: labels },
      template: template('db:1'),
      ...spec,
    },
  })
}

function change(cluster: SteppedCluster, spec: Partial<Spec>) {
  const live = cluster.client.get('statefulsets', 'dev', 'db')
  if (live?.spec === undefined) throw new Error('no StatefulSet')
  cluster.client.update('statefulsets', { ...live, spec: { ...live.spec, ...spec } })
}

const names = (cluster: SteppedCluster) => cluster.pods().map(({ metadata }) => metadata.name)
const images = (cluster: SteppedCluster) =>
  Object.fromEntries(cluster.pods().map((pod) => [pod.metadata.name, imageOf(pod)]))
const status = (cluster: SteppedCluster) => cluster.client.get('statefulsets', 'dev', 'db')?.status

function pod(cluster: SteppedCluster, name: string) {
  const live = cluster.client.get('pods', 'dev', name)
  if (live === undefined) throw new Error(`no pod ${name}`)
  return live
}

test('starts each pod only after its predecessor is ready', async () => {
  await using cluster = startSteppedCluster()
  cluster.kubelet.decide = () => 'running'
  create(cluster)
  for (const expected of [['db-0'], ['db-0', 'db-1'], ['db-0', 'db-1', 'db-2']]) {
    await cluster.settle()
    expect(names(cluster)).toEqual(expected)
    cluster.kubelet.setReady(pod(cluster, expected.at(-1) ?? ''))
  }
  await cluster.settle()
  expect(status(cluster)).toMatchObject({
    replicas: 3,
    readyReplicas: 3,
    currentReplicas: 3,
    updatedReplicas: 3,
  })
  expect(pod(cluster, 'db-1').spec).toMatchObject({ hostname: 'db-1', subdomain: 'db' })
  expect(pod(cluster, 'db-1').metadata.labels).toMatchObject({ 'apps.kubernetes.io/pod-index': '1' })
})

test('with Parallel starts them all at once', async () => {
  await using cluster = startSteppedCluster()
  cluster.kubelet.decide = () => 'pending'
  create(cluster, { podManagementPolicy: 'Parallel', ordinals: { start: 5 } })
  await cluster.settle()
  expect(names(cluster)).toEqual(['db-5', 'db-6', 'db-7'])
})

test('with Parallel updates one pod at a time all the same', async () => {
  await using cluster = startSteppedCluster()
  create(cluster, { podManagementPolicy: 'Parallel' })
  await cluster.settle()
  cluster.kubelet.decide = () => 'running'
  change(cluster, { template: template('db:2') })
  await cluster.settle()
  expect(images(cluster)).toEqual({ 'db-0': 'db:1', 'db-1': 'db:1', 'db-2': 'db:2' })
})

test('gives a lost pod its name back', async () => {
  await using cluster = startSteppedCluster()
  create(cluster)
  await cluster.settle()
  const before = pod(cluster, 'db-1').metadata.uid
  cluster.client.delete('pods', 'dev', 'db-1')
  await cluster.settle()
  expect(pod(cluster, 'db-1').metadata.uid).not.toBe(before)
})

test('scales down from the highest ordinal, one after the other has ended', async () => {
  await using cluster = startSteppedCluster()
  create(cluster)
  await cluster.settle()
  cluster.kubelet.endsAtOnce = false
  change(cluster, { replicas: 1 })
  await cluster.settle()
  const leaving = () => cluster.pods().filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
  expect(leaving().map(({ metadata }) => metadata.name)).toEqual(['db-2'])
  cluster.kubelet.end(pod(cluster, 'db-2'))
  await cluster.settle()
  expect(leaving().map(({ metadata }) => metadata.name)).toEqual(['db-1'])
  cluster.kubelet.end(pod(cluster, 'db-1'))
  await cluster.settle()
  expect(names(cluster)).toEqual(['db-0'])
})

test('updates from the highest ordinal down and stops at a pod that does not get ready', async () => {
  await using cluster = startSteppedCluster()
  create(cluster)
  await cluster.settle()
  const before = status(cluster)?.currentRevision
  cluster.kubelet.decide = (pod) =>
    imageOf(pod) === 'db:2' && pod.metadata.name === 'db-1' ? 'running' : 'ready'
  change(cluster, { template: template('db:2') })
  await cluster.settle()
  expect(images(cluster)).toEqual({ 'db-0': 'db:1', 'db-1': 'db:2', 'db-2': 'db:2' })
  expect(status(cluster)).toMatchObject({ currentRevision: before, updatedReplicas: 2, currentReplicas: 1 })
  cluster.kubelet.setReady(pod(cluster, 'db-1'))
  await cluster.settle()
  expect(images(cluster)).toEqual({ 'db-0': 'db:2', 'db-1': 'db:2', 'db-2': 'db:2' })
  expect(status(cluster)?.currentRevision).toBe(status(cluster)?.updateRevision)
})

test('keeps pods below the partition at the old template, also when one is lost', async () => {
  await using cluster = startSteppedCluster()
  create(cluster)
  await cluster.settle()
  change(cluster, {
    template: template('db:2'),
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } },
  })
  await cluster.settle()
  cluster.client.delete('pods', 'dev', 'db-0')
  await cluster.settle()
  expect(images(cluster)).toEqual({ 'db-0': 'db:1', 'db-1': 'db:1', 'db-2': 'db:2' })
})

test('keeps its templates as revisions, and gives one that comes back the newest number', async () => {
  await using cluster = startSteppedCluster()
  create(cluster, { revisionHistoryLimit: 1 })
  const history = () =>
    cluster.client
      .list('controllerrevisions', { namespace: 'dev' })
      .map(({ revision, data }) => ({ revision, image: /"image":"([^"]+)"/.exec(JSON.stringify(data))?.[1] }))
      .sort((a, b) => a.revision - b.revision)
  await cluster.settle()
  change(cluster, { template: template('db:2') })
  await cluster.settle()
  expect(history()).toEqual([
    { revision: 1, image: 'db:1' },
    { revision: 2, image: 'db:2' },
  ])
  change(cluster, { template: template('db:1') })
  await cluster.settle()
  expect(history()).toEqual([
    { revision: 2, image: 'db:2' },
    { revision: 3, image: 'db:1' },
  ])
  change(cluster, { template: template('db:3') })
  await cluster.settle()
  // One beside the one in use.
  expect(history()).toEqual([
    { revision: 3, image: 'db:1' },
    { revision: 4, image: 'db:3' },
  ])
  cluster.client.delete('statefulsets', 'dev', 'db')
  await cluster.settle()
  expect(history()).toEqual([])
})

test('with OnDelete replaces only what somebody deletes', async () => {
  await using cluster = startSteppedCluster()
  create(cluster, { updateStrategy: { type: 'OnDelete' } })
  await cluster.settle()
  change(cluster, { template: template('db:2') })
  await cluster.settle()
  cluster.client.delete('pods', 'dev', 'db-1')
  await cluster.settle()
  expect(images(cluster)).toEqual({ 'db-0': 'db:1', 'db-1': 'db:2', 'db-2': 'db:1' })
})

test('refuses volumeClaimTemplates by name', async () => {
  await using cluster = startSteppedCluster()
  create(cluster, { volumeClaimTemplates: [{ metadata: { name: 'data' } }] })
  await cluster.settle()
  expect(names(cluster)).toEqual([])
  expect(cluster.eventReasons().join()).toContain('NotSupported: This cluster has no persistent volumes')
  expect(cluster.eventReasons().join()).toContain('(data)')
})
