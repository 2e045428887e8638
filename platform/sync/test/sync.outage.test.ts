import { expect, it } from 'vitest'
import { configMap, dataOf, startSyncFixture } from './support/sync-fixture.ts'

it.each([
  { name: 'refuses for now', status: 503 },
  { name: 'reports conflicts', status: 409 },
  { name: 'breaks connections', status: 0 },
])('gets through while the API $name', async ({ status }) => {
  await using fixture = await startSyncFixture()
  const { cluster } = fixture
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', { a: '1' }) })
  cluster.refuse('PATCH', /configmaps/, status, 'not now', 3)
  cluster.refuse('PATCH', /namespaces\/one$/, status, 'not now', 2)
  cluster.refuse('PATCH', /applications/, status, 'not now', 2)
  await fixture.create('one', 'one')
  await fixture.until('one', 'Synced Healthy')
  expect(fixture.application('one')?.status).not.toHaveProperty('operationState.retryCount')
  expect(dataOf(cluster.get('configmaps', 'one', 'a'))).toEqual({ a: '1' })
})

it('misses nothing when its place in the log of changes is compacted', async () => {
  await using fixture = await startSyncFixture({ watchWindow: 1 })
  const { cluster } = fixture
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', { a: '1' }) })
  await fixture.create('one', 'one')
  await fixture.until('one', 'Synced Healthy')
  cluster.refuse('GET', /configmaps/, 503, 'not now', 2)
  cluster.requests.length = 0
  cluster.endWatches()
  await cluster.remove('configmaps', 'one', 'a')
  for (const name of ['b', 'c']) {
    await cluster.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  }
  await fixture.untilTrue('it is healed', () => cluster.get('configmaps', 'one', 'a') !== undefined)
  const listed = cluster.requests.filter(
    ({ method, path, query }) => method === 'GET' && path.endsWith('/configmaps') && !query.has('watch'),
  )
  expect(listed.length).toBeGreaterThan(0)
})

it('waits while the destination’s namespace is being deleted', async () => {
  await using fixture = await startSyncFixture()
  const { cluster } = fixture
  const metadata = { name: 'one', finalizers: ['example.com/hold'] }
  await cluster.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata })
  await cluster.remove('namespaces', '', 'one')
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', { a: '1' }) })
  await fixture.create('one', 'one')
  await fixture.until('one', 'OutOfSync Missing')
  expect(cluster.get('configmaps', 'one', 'a')).toBeUndefined()
  await cluster.patch('namespaces', '', 'one', { metadata: { finalizers: null } })
  await fixture.until('one', 'Synced Healthy')
})

it('changes nothing when it starts again on a cluster that is as it should be', async () => {
  await using fixture = await startSyncFixture()
  const { cluster } = fixture
  await fixture.repository.commit({
    'one/a.yaml': configMap('a', { a: '1' }),
    'one/b.yaml': configMap('b', {}),
  })
  await fixture.create('one', 'one')
  await fixture.until('one', 'Synced Healthy')
  fixture.seen.length = 0
  cluster.requests.length = 0
  await fixture.restart()
  await fixture.untilTrue('it has looked', () =>
    fixture.seen.includes('one application.health Synced Healthy'),
  )
  const writes = cluster.requests.filter(({ method, query }) => method !== 'GET' && !query.has('dryRun'))
  expect(writes).toEqual([])
})

it('prunes after a restart what git has dropped meanwhile', async () => {
  await using fixture = await startSyncFixture()
  const { cluster } = fixture
  await fixture.repository.commit({
    'one/a.yaml': configMap('a', {}),
    'one/b.yaml': `${JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'b' } })}`,
  })
  await fixture.create('one', 'one')
  await fixture.until('one', 'Synced Healthy')
  await fixture.repository.commit({ 'one/b.yaml': undefined })
  await fixture.restart()
  await fixture.untilTrue('the Secret is gone', () => cluster.get('secrets', 'one', 'b') === undefined)
})

it('stops while it waits for the objects of a kind that the API does not list', async () => {
  const fixture = await startSyncFixture()
  const { cluster } = fixture
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', {}) })
  cluster.refuse('GET', /configmaps/, 503, 'not now', Number.POSITIVE_INFINITY)
  await fixture.create('one', 'one')
  await fixture.untilTrue('it asks for them', () => {
    return cluster.requests.some(({ method, path }) => method === 'GET' && path.endsWith('/configmaps'))
  })
  await fixture[Symbol.asyncDispose]()
  const asked = cluster.requests.length
  await new Promise((resolve) => setImmediate(resolve))
  expect(cluster.requests).toHaveLength(asked)
})
