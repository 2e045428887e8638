import { listField } from '@gitops-example/kit/json/fields'
import { expect, it } from 'vitest'
import { configMap, dataOf, startSyncFixture } from './support/sync-fixture.ts'

const two = { 'one/a.yaml': configMap('a', { a: '1' }), 'one/b.yaml': configMap('b', { b: '1' }) }

it('removes what a commit removes, and nothing that is not ours', async () => {
  await using fixture = await startSyncFixture()
  const { cluster } = fixture
  await fixture.repository.commit(two)
  await fixture.create('one', 'one')
  await fixture.until('one', 'Synced Healthy')
  await cluster.create('configmaps', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'foreign', namespace: 'one' },
    data: {},
  })
  const ours = cluster.get('configmaps', 'one', 'a')
  // An operator copies an object with its annotations: the mark names another object.
  await cluster.create('configmaps', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'copy',
      namespace: 'one',
      ...(ours ? { annotations: ours.metadata.annotations ?? {} } : {}),
    },
  })

  const { revision } = await fixture.push({ 'one/a.yaml': undefined })
  await fixture.untilRevision('one', revision)
  await fixture.until('one', 'Synced Healthy')
  expect(
    cluster
      .all('configmaps')
      .map(({ metadata }) => metadata.name)
      .sort(),
  ).toEqual(['b', 'copy', 'foreign'])
})

it('only reports what is left over where pruning is off', async () => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit(two)
  await fixture.create('one', 'one', {
    syncPolicy: { automated: { selfHeal: true }, syncOptions: ['CreateNamespace=true'] },
  })
  await fixture.until('one', 'Synced Healthy')
  const { revision } = await fixture.push({ 'one/a.yaml': undefined })
  await fixture.untilRevision('one', revision)
  await fixture.until('one', 'OutOfSync Healthy')
  expect(fixture.cluster.get('configmaps', 'one', 'a')).toBeDefined()
  expect(listField(fixture.application('one'), 'status', 'resources')).toContainEqual({
    version: 'v1',
    kind: 'ConfigMap',
    namespace: 'one',
    name: 'a',
    status: 'OutOfSync',
    requiresPruning: true,
  })
})

it('does not wipe out an Application whose directory is emptied', async () => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', { a: '1' }), 'one/README.md': 'x' })
  await fixture.create('one', 'one')
  await fixture.until('one', 'Synced Healthy')
  await fixture.push({ 'one/a.yaml': undefined })
  await fixture.untilCondition('one', 'SyncError', 'auto-sync will wipe out all resources')
  expect(fixture.cluster.get('configmaps', 'one', 'a')).toBeDefined()
})

it('never takes a resource that another Application has', async () => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit({
    'one/a.yaml': configMap('a', { from: 'one' }),
    'two/a.yaml': configMap('a', { from: 'two' }),
  })
  await fixture.create('one', 'one')
  await fixture.until('one', 'Synced Healthy')
  await fixture.create('two', 'two', {
    destination: { server: 'https://kubernetes.default.svc', namespace: 'one' },
    syncPolicy: { automated: {}, retry: { limit: 0 } },
  })
  await fixture.untilCondition(
    'two',
    'SharedResourceWarning',
    'ConfigMap one/a is part of applications two and one',
  )
  await fixture.untilCondition('two', 'SyncError', 'part of the Application one')
  expect(dataOf(fixture.cluster.get('configmaps', 'one', 'a'))).toEqual({ from: 'one' })
  await fixture.until('one', 'Synced Healthy')
})
