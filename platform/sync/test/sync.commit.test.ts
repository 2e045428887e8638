import { textField } from '@gitops-example/kit/json/fields'
import { expect, it } from 'vitest'
import { configMap, dataOf, startSyncFixture } from './support/sync-fixture.ts'

it('brings the files of a directory into the cluster, and each commit after', async () => {
  await using fixture = await startSyncFixture()
  const { cluster } = fixture
  await fixture.repository.commit({ 'one/settings.yaml': configMap('settings', { a: '1' }) })
  await fixture.create('one', 'one')
  await fixture.until('one', 'Synced Healthy')
  expect(dataOf(cluster.get('configmaps', 'one', 'settings'))).toEqual({ a: '1' })

  const { concerned, revision } = await fixture.push({
    'one/settings.yaml': configMap('settings', { a: '2' }),
  })
  expect(concerned).toEqual(['one'])
  await fixture.untilRevision('one', revision)
  expect(dataOf(cluster.get('configmaps', 'one', 'settings'))).toEqual({ a: '2' })
  await fixture.untilTrue('everything is reported', () => fixture.seen.length >= 8)
  expect(fixture.seen).toEqual([
    'one sync.detected',
    'one sync.rendered',
    'one sync.applied',
    'one application.health Synced Healthy',
    'one sync.detected',
    'one sync.rendered',
    'one sync.applied',
    'one application.health Synced Healthy',
  ])
})

it('leaves an Application alone whose paths a commit does not touch', async () => {
  await using fixture = await startSyncFixture()
  const first = await fixture.repository.commit({
    'one/a.yaml': configMap('a', { a: '1' }),
    'two/b.yaml': configMap('b', { b: '1' }),
  })
  const paths = { 'argocd.argoproj.io/manifest-generate-paths': '.' }
  await fixture.create('one', 'one', {}, paths)
  await fixture.create('two', 'two', {}, paths)
  await fixture.create('all', 'two')
  for (const name of ['one', 'two', 'all']) await fixture.until(name, 'Synced Healthy')

  const { concerned, revision } = await fixture.push({ 'one/a.yaml': configMap('a', { a: '2' }) })
  expect(concerned).toEqual(['all', 'one'])
  await fixture.untilRevision('one', revision)
  await fixture.untilRevision('all', revision)
  expect(textField(fixture.application('two'), 'status', 'sync', 'revision')).toBe(first)

  // What went by is not forgotten: the next commit is compared with the one that was last rendered.
  const undone = await fixture.push({ 'one/a.yaml': configMap('a', { a: '1' }) })
  expect(undone.concerned).toEqual(['all', 'one'])
})

it('follows only its own branch and repository', async () => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', { a: '1' }) })
  await fixture.repository.git.run(['branch', 'other'])
  await fixture.create('one', 'one', {
    source: { repoURL: fixture.repository.dir, targetRevision: 'other', path: 'one' },
  })
  await fixture.until('one', 'Synced Healthy')
  expect((await fixture.push({ 'one/a.yaml': configMap('a', { a: '2' }) })).concerned).toEqual([])
})

it('writes only what a commit changes', async () => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit({
    'one/a.yaml': configMap('a', { a: '1' }),
    'one/b.yaml': configMap('b', { b: '1' }),
  })
  await fixture.create('one', 'one')
  await fixture.until('one', 'Synced Healthy')
  fixture.cluster.requests.length = 0
  const { revision } = await fixture.push({ 'one/b.yaml': configMap('b', { b: '2' }) })
  await fixture.untilRevision('one', revision)
  const writes = fixture.cluster.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path)
  expect(writes[0]).toBe('/api/v1/namespaces/one/configmaps/b')
  expect(writes.slice(1).every((path) => path.endsWith('/applications/one'))).toBe(true)
})

it('brings the newest of several quick commits live', async () => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', { a: '0' }) })
  await fixture.create('one', 'one')
  const pushes = []
  for (let number = 1; number <= 5; number++) {
    pushes.push(await fixture.push({ 'one/a.yaml': configMap('a', { a: String(number) }) }))
  }
  await fixture.untilRevision('one', pushes.at(-1)?.revision ?? '')
  await fixture.until('one', 'Synced Healthy')
  expect(dataOf(fixture.cluster.get('configmaps', 'one', 'a'))).toEqual({ a: '5' })
})

it('writes the status as Argo CD does', async () => {
  await using fixture = await startSyncFixture()
  const revision = await fixture.repository.commit({ 'one/a.yaml': configMap('a', { a: '1' }) })
  await fixture.create('one', 'one')
  await fixture.until('one', 'Synced Healthy')
  expect(fixture.application('one')?.status).toMatchObject({
    sync: {
      status: 'Synced',
      revision,
      comparedTo: { source: { path: 'one' }, destination: { namespace: 'one' } },
    },
    health: { status: 'Healthy', lastTransitionTime: expect.any(String) },
    resources: [{ version: 'v1', kind: 'ConfigMap', namespace: 'one', name: 'a', status: 'Synced' }],
    conditions: [],
    history: [{ id: 0, revision, source: { path: 'one' }, initiatedBy: { automated: true } }],
    operationState: {
      phase: 'Succeeded',
      message: 'successfully synced (all tasks run)',
      syncResult: { revision, resources: [{ name: 'a', status: 'Synced', message: 'configmap/a created' }] },
    },
    sourceType: 'Directory',
    summary: { images: [] },
  })
})

it('applies a definition and an object of its kind together', async () => {
  await using fixture = await startSyncFixture()
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      names: { kind: 'Widget', plural: 'widgets' },
      scope: 'Namespaced',
      versions: [
        { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
      ],
    },
  }
  const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' } }
  await fixture.repository.commit({
    'one/a.yaml': JSON.stringify(widget),
    'one/b.yaml': JSON.stringify(definition),
  })
  await fixture.create('one', 'one')
  await fixture.until('one', 'Synced Healthy')
  expect(fixture.cluster.get('widgets', 'one', 'w')).toBeDefined()
  expect(textField(fixture.application('one'), 'status', 'operationState', 'retryCount')).toBeUndefined()
})
