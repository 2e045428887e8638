import { expect, it } from 'vitest'
import { configMap, startSyncFixture } from './support/sync-fixture.ts'

const finalizer = 'resources-finalizer.argocd.argoproj.io'

it('deletes the resources of an Application with the finalizer, the last wave first', async () => {
  await using fixture = await startSyncFixture()
  const { cluster } = fixture
  await fixture.repository.commit({
    'one/base.yaml': configMap('base', {}, { 'argocd.argoproj.io/sync-wave': '-1' }),
    'one/top.yaml': configMap('top', {}),
    'one/kept.yaml': configMap('kept', {}, { 'argocd.argoproj.io/sync-options': 'Delete=false' }),
  })
  await fixture.create('one', 'one')
  await fixture.until('one', 'Synced Healthy')
  await cluster.patch('applications', 'argocd', 'one', { metadata: { finalizers: [finalizer] } })
  cluster.requests.length = 0
  await cluster.remove('applications', 'argocd', 'one')
  await fixture.untilTrue('the Application is gone', () => fixture.application('one') === undefined)
  const deleted = cluster.requests
    .filter(({ method }) => method === 'DELETE')
    .map(({ path }) => path.split('/').at(-1))
  expect(deleted).toEqual(['top', 'base'])
  expect(cluster.all('configmaps').map(({ metadata }) => metadata.name)).toEqual(['kept'])
})

it('leaves the resources of an Application without the finalizer', async () => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', {}) })
  await fixture.create('one', 'one')
  await fixture.until('one', 'Synced Healthy')
  await fixture.cluster.remove('applications', 'argocd', 'one')
  const { concerned } = await fixture.push({ 'one/a.yaml': configMap('a', { a: '2' }) })
  await fixture.untilTrue('the Application is gone', () => fixture.application('one') === undefined)
  expect(fixture.cluster.get('configmaps', 'one', 'a')).toBeDefined()
  expect(concerned.length).toBeLessThanOrEqual(1)
})
