import { textField } from '@gitops-example/kit/json/fields'
import { expect, it } from 'vitest'
import { configMap, dataOf, type SyncFixture, startSyncFixture } from './support/sync-fixture.ts'

const byHand = { syncPolicy: { syncOptions: ['CreateNamespace=true'] } }

const change = ({ cluster }: SyncFixture, patch: Record<string, unknown>) =>
  cluster.patch('applications', 'argocd', 'one', patch)

it('waits for a user where sync is not automated', async () => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', { a: '1' }) })
  await fixture.create('one', 'one', byHand)
  await fixture.until('one', 'OutOfSync Missing')
  await change(fixture, { operation: { sync: {}, initiatedBy: { username: 'admin' } } })
  await fixture.until('one', 'Synced Healthy')
  expect(fixture.application('one')).not.toHaveProperty('operation')
  expect(fixture.application('one')?.status).toMatchObject({
    operationState: { phase: 'Succeeded', operation: { initiatedBy: { username: 'admin' } } },
    history: [{ initiatedBy: { username: 'admin' } }],
  })

  await fixture.push({ 'one/a.yaml': configMap('a', { a: '2' }) })
  await fixture.until('one', 'OutOfSync Healthy')
  expect(dataOf(fixture.cluster.get('configmaps', 'one', 'a'))).toEqual({ a: '1' })
})

it('syncs the resources that a user names, and no others', async () => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', {}), 'one/b.yaml': configMap('b', {}) })
  await fixture.create('one', 'one', byHand)
  await fixture.until('one', 'OutOfSync Missing')
  await change(fixture, { operation: { sync: { resources: [{ kind: 'ConfigMap', name: 'b' }] } } })
  await fixture.untilTrue('b', () => fixture.cluster.get('configmaps', 'one', 'b') !== undefined)
  expect(fixture.cluster.get('configmaps', 'one', 'a')).toBeUndefined()
})

it.each([
  { name: 'a dry run', sync: { dryRun: true }, message: 'operation.sync.dryRun is not supported' },
  {
    name: 'another revision',
    sync: { revision: 'v9' },
    message: 'operation.sync.revision v9 is not supported',
  },
])('refuses $name by name', async ({ sync, message }) => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', {}) })
  await fixture.create('one', 'one', byHand)
  await fixture.until('one', 'OutOfSync Missing')
  await change(fixture, { operation: { sync } })
  await fixture.untilTrue('the refusal', () =>
    (textField(fixture.application('one'), 'status', 'operationState', 'message') ?? '').includes(message),
  )
  expect(textField(fixture.application('one'), 'status', 'operationState', 'phase')).toBe('Error')
  expect(fixture.cluster.get('configmaps', 'one', 'a')).toBeUndefined()
})

it('looks at git again when the refresh annotation asks for it, and takes the annotation away', async () => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', { a: '1' }) })
  await fixture.create('one', 'one')
  await fixture.until('one', 'Synced Healthy')
  const revision = await fixture.repository.commit({ 'one/a.yaml': configMap('a', { a: '2' }) })
  await change(fixture, { metadata: { annotations: { 'argocd.argoproj.io/refresh': 'hard' } } })
  await fixture.untilRevision('one', revision)
  await fixture.untilTrue(
    'no annotation',
    () => fixture.application('one')?.metadata.annotations?.['argocd.argoproj.io/refresh'] === undefined,
  )
})
