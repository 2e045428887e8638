import { expect, it } from 'vitest'
import { configMap, dataOf, startSyncFixture } from './support/sync-fixture.ts'

const files = { 'one/a.yaml': configMap('a', { a: '1' }) }

it('restores a resource that was deleted or changed', async () => {
  await using fixture = await startSyncFixture()
  const { cluster } = fixture
  await fixture.repository.commit(files)
  await fixture.create('one', 'one')
  await fixture.until('one', 'Synced Healthy')
  await cluster.remove('configmaps', 'one', 'a')
  await fixture.untilTrue('it is back', () => cluster.get('configmaps', 'one', 'a') !== undefined)
  await cluster.patch('configmaps', 'one', 'a', { data: { a: 'mine now' } })
  await fixture.untilTrue(
    'it is as in git',
    () => JSON.stringify(dataOf(cluster.get('configmaps', 'one', 'a'))) === '{"a":"1"}',
  )
  await fixture.until('one', 'Synced Healthy')
})

it('leaves fields alone that others add', async () => {
  await using fixture = await startSyncFixture()
  const { cluster } = fixture
  await fixture.repository.commit(files)
  await fixture.create('one', 'one')
  await fixture.until('one', 'Synced Healthy')
  cluster.requests.length = 0
  await cluster.patch('configmaps', 'one', 'a', {
    metadata: { labels: { team: 'x' } },
    data: { b: 'theirs' },
  })
  const { revision } = await fixture.push({ 'one/b.yaml': configMap('b', {}) })
  await fixture.untilRevision('one', revision)
  expect(dataOf(cluster.get('configmaps', 'one', 'a'))).toEqual({ a: '1', b: 'theirs' })
  expect(cluster.requests.filter(({ path, method }) => method === 'PATCH' && path.endsWith('/a'))).toEqual([])
})

it('only reports drift where healing is off', async () => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit(files)
  await fixture.create('one', 'one', {
    syncPolicy: { automated: { prune: true }, syncOptions: ['CreateNamespace=true'] },
  })
  await fixture.until('one', 'Synced Healthy')
  await fixture.cluster.remove('configmaps', 'one', 'a')
  await fixture.until('one', 'OutOfSync Missing')
  expect(fixture.cluster.get('configmaps', 'one', 'a')).toBeUndefined()
})

it('does not count differences that the Application ignores', async () => {
  await using fixture = await startSyncFixture()
  const { cluster } = fixture
  await fixture.repository.commit(files)
  await fixture.create('one', 'one', {
    ignoreDifferences: [{ group: '', kind: 'ConfigMap', jsonPointers: ['/data/a'] }],
  })
  await fixture.until('one', 'Synced Healthy')
  await cluster.patch('configmaps', 'one', 'a', { data: { a: 'theirs' } })
  const { revision } = await fixture.push({ 'one/b.yaml': configMap('b', {}) })
  await fixture.untilRevision('one', revision)
  await fixture.until('one', 'Synced Healthy')
  expect(dataOf(cluster.get('configmaps', 'one', 'a'))).toEqual({ a: 'theirs' })
})

it('restores the data of a Secret that git writes as text', async () => {
  await using fixture = await startSyncFixture()
  const { cluster } = fixture
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { password: 'x' } }
  await fixture.repository.commit({ 'one/s.yaml': JSON.stringify(secret) })
  await fixture.create('one', 'one')
  await fixture.until('one', 'Synced Healthy')
  await cluster.patch('secrets', 'one', 's', { data: { password: 'b3RoZXI=' } })
  await fixture.untilTrue(
    'it is as in git',
    () => JSON.stringify(dataOf(cluster.get('secrets', 'one', 's'))) === '{"password":"eA=="}',
  )
})
