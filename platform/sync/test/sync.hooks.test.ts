import { textField } from '@gitops-example/kit/json/fields'
import { expect, it } from 'vitest'
import { configMap, dataOf, startSyncFixture } from './support/sync-fixture.ts'

const job = `${JSON.stringify({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'migrate', annotations: { 'argocd.argoproj.io/hook': 'PreSync' } },
  spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'api:1' }] } } },
})}\n`
const noRetry = {
  syncPolicy: {
    automated: { prune: true, selfHeal: true },
    retry: { limit: 0 },
    syncOptions: ['CreateNamespace=true'],
  },
}
const complete = { conditions: [{ type: 'Complete', status: 'True' }] }

it('runs a hook first, on each new version and not when it heals', async () => {
  await using fixture = await startSyncFixture()
  const { cluster } = fixture
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', { a: '1' }), 'one/job.yaml': job })
  await fixture.create('one', 'one')
  await fixture.untilTrue('the Job', () => cluster.get('jobs', 'one', 'migrate') !== undefined)
  expect(cluster.get('configmaps', 'one', 'a')).toBeUndefined()
  await cluster.setStatus('jobs', 'one', 'migrate', complete)
  await fixture.until('one', 'Synced Healthy')
  const first = cluster.get('jobs', 'one', 'migrate')?.metadata.uid

  await cluster.remove('configmaps', 'one', 'a')
  await fixture.untilTrue('it is healed', () => cluster.get('configmaps', 'one', 'a') !== undefined)
  expect(cluster.get('jobs', 'one', 'migrate')?.metadata.uid).toBe(first)

  await fixture.push({ 'one/a.yaml': configMap('a', { a: '2' }) })
  await fixture.untilTrue(
    'a new Job',
    () => ![undefined, first].includes(cluster.get('jobs', 'one', 'migrate')?.metadata.uid),
  )
  expect(dataOf(cluster.get('configmaps', 'one', 'a'))).toEqual({ a: '1' })
  await cluster.setStatus('jobs', 'one', 'migrate', complete)
  await fixture.untilTrue(
    'the new value',
    () => JSON.stringify(dataOf(cluster.get('configmaps', 'one', 'a'))) === '{"a":"2"}',
  )
})

it('reports what it waits for, and when it waits no more', async () => {
  await using fixture = await startSyncFixture()
  const { cluster, events } = fixture
  const waits: (string | undefined)[] = []
  events.on('sync.waiting', ({ message }) => waits.push(message))
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', { a: '1' }), 'one/job.yaml': job })
  await fixture.create('one', 'one')
  const hook = 'waiting for completion of hook Job one/migrate: Job is running'
  await fixture.untilTrue('the wait', () => waits.includes(hook))
  await cluster.setStatus('jobs', 'one', 'migrate', complete)
  await fixture.until('one', 'Synced Healthy')
  await fixture.untilTrue('its end', () => waits.at(-1) === undefined)
  expect(waits.filter((message) => message === hook)).toHaveLength(1)
})

it('is Degraded by a hook that fails, with its last log lines, and applies nothing', async () => {
  await using fixture = await startSyncFixture()
  const { cluster } = fixture
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', { a: '1' }), 'one/job.yaml': job })
  await fixture.create('one', 'one', noRetry)
  await fixture.untilTrue('the Job', () => cluster.get('jobs', 'one', 'migrate') !== undefined)
  const { uid = '' } = cluster.get('jobs', 'one', 'migrate')?.metadata ?? {}
  await cluster.create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'migrate-1',
      namespace: 'one',
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'migrate', uid, controller: true }],
    },
    spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'api:1' }] },
    status: {
      phase: 'Failed',
      containerStatuses: [
        {
          name: 'main',
          image: 'api:1',
          imageID: '',
          ready: false,
          restartCount: 0,
          state: { terminated: { exitCode: 1 } },
        },
      ],
    },
  })
  cluster.logs.set('one/migrate-1', 'connecting\ncolumn "name" does not exist\n')
  await cluster.setStatus('jobs', 'one', 'migrate', {
    conditions: [{ type: 'Failed', status: 'True', message: 'limit' }],
  })
  await fixture.until('one', 'OutOfSync Degraded')
  expect(textField(fixture.application('one'), 'status', 'health', 'message')).toBe(
    'hook Job one/migrate failed: pod migrate-1 exits with code 1:\nconnecting\ncolumn "name" does not exist',
  )
  expect(textField(fixture.application('one'), 'status', 'operationState', 'phase')).toBe('Failed')
  expect(cluster.get('configmaps', 'one', 'a')).toBeUndefined()
  await fixture.untilTrue('the failure is reported', () => fixture.seen.includes('one sync.failed'))
})

it('succeeds with hooks that their time to live deletes as soon as they have finished', async () => {
  await using fixture = await startSyncFixture()
  const { cluster } = fixture
  await fixture.repository.commit({
    'one/a.yaml': configMap('a', { a: '1' }),
    'one/job.yaml': job,
    'one/seed.yaml': job.replace('migrate', 'seed'),
  })
  await fixture.create('one', 'one', noRetry)
  await fixture.untilTrue('both Jobs', () => cluster.all('jobs').length === 2)
  for (const name of ['seed', 'migrate']) {
    await cluster.setStatus('jobs', 'one', name, complete)
    await cluster.remove('jobs', 'one', name)
  }
  await fixture.until('one', 'Synced Healthy')
  await fixture.untilTrue('their end', () => cluster.all('jobs').length === 0)
})

it('fails with a hook that somebody deletes while it runs, and lets go of it', async () => {
  await using fixture = await startSyncFixture()
  const { cluster } = fixture
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', { a: '1' }), 'one/job.yaml': job })
  await fixture.create('one', 'one', noRetry)
  await fixture.untilTrue('the Job', () => cluster.get('jobs', 'one', 'migrate') !== undefined)
  await cluster.remove('jobs', 'one', 'migrate')
  const message = () => textField(fixture.application('one'), 'status', 'operationState', 'message')
  await fixture.untilTrue(
    'the failure',
    () => message() === 'hook Job one/migrate was deleted before it had finished',
  )
  expect(cluster.get('jobs', 'one', 'migrate')).toBeUndefined()
})

it('lets go of a running hook when its Application is removed', async () => {
  await using fixture = await startSyncFixture()
  const { cluster } = fixture
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', { a: '1' }), 'one/job.yaml': job })
  await fixture.create('one', 'one', noRetry)
  await fixture.untilTrue('the Job', () => cluster.get('jobs', 'one', 'migrate') !== undefined)
  await cluster.remove('applications', 'argocd', 'one')
  await fixture.untilTrue(
    'it is free',
    () => cluster.get('jobs', 'one', 'migrate')?.metadata.finalizers === undefined,
  )
})

it('runs the hook of a newer commit where that of an older one still runs', async () => {
  await using fixture = await startSyncFixture()
  const { cluster } = fixture
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', { a: '1' }), 'one/job.yaml': job })
  await fixture.create('one', 'one', noRetry)
  await fixture.untilTrue('the Job', () => cluster.get('jobs', 'one', 'migrate') !== undefined)
  const first = cluster.get('jobs', 'one', 'migrate')?.metadata.uid
  await fixture.push({ 'one/a.yaml': configMap('a', { a: '2' }) })
  await fixture.untilTrue(
    'a new Job',
    () => ![undefined, first].includes(cluster.get('jobs', 'one', 'migrate')?.metadata.uid),
  )
})

it('lets go of hooks that a sync of an earlier process held', async () => {
  await using fixture = await startSyncFixture()
  const { cluster } = fixture
  await fixture.repository.commit({ 'one/a.yaml': configMap('a', { a: '1' }), 'one/job.yaml': job })
  await fixture.create('one', 'one', noRetry)
  await fixture.untilTrue('the Job', () => cluster.get('jobs', 'one', 'migrate') !== undefined)
  const first = cluster.get('jobs', 'one', 'migrate')?.metadata.uid
  await fixture.restart()
  await fixture.untilTrue(
    'a new Job',
    () => ![undefined, first].includes(cluster.get('jobs', 'one', 'migrate')?.metadata.uid),
  )
})
