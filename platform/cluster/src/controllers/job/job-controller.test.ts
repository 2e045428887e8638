import { expect, test } from 'vitest'
import type { Job } from '#kubernetes/batch/v1'
import type { Pod } from '#kubernetes/core/v1'
import { isPodActive } from '../../client/pod-state.ts'
import { hasCondition } from '../../machinery/conditions.ts'
import { type SteppedCluster, startSteppedCluster } from '../../testing/stepped-cluster.ts'

type JobSpec = Partial<NonNullable<Job['spec']>>

async function started(spec: JobSpec = {}) {
  const cluster = startSteppedCluster()
  cluster.kubelet.decide = () => 'running'
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'migrate:1' }] } }
  cluster.client.create('jobs', {
    metadata: { name: 'migrate', namespace: 'dev' },
    spec: { completions: 1, parallelism: 1, backoffLimit: 6, template, ...spec },
  })
  await cluster.settle()
  return cluster
}

const status = (cluster: SteppedCluster) => cluster.client.get('jobs', 'dev', 'migrate')?.status
const active = (cluster: SteppedCluster) => cluster.pods().filter(isPodActive)
const is = (cluster: SteppedCluster, type: string) => hasCondition(status(cluster)?.conditions, type)

async function finish(cluster: SteppedCluster, phase: 'Succeeded' | 'Failed') {
  for (const pod of active(cluster)) cluster.kubelet.finish(pod, phase)
  await cluster.settle()
}

function change(cluster: SteppedCluster, spec: JobSpec) {
  const live = cluster.client.get('jobs', 'dev', 'migrate')
  if (live?.spec === undefined) throw new Error('no Job')
  cluster.client.update('jobs', { ...live, spec: { ...live.spec, ...spec } })
}

test('runs one pod and is complete when it succeeds', async () => {
  await using cluster = await started()
  expect(status(cluster)).toMatchObject({ active: 1, startTime: '2026-01-01T00:00:00Z' })
  await cluster.settle(5_000)
  await finish(cluster, 'Succeeded')
  expect(status(cluster)).toMatchObject({ active: 0, succeeded: 1, completionTime: '2026-01-01T00:00:05Z' })
  expect(is(cluster, 'SuccessCriteriaMet')).toBe(true)
  expect(is(cluster, 'Complete')).toBe(true)
  expect(cluster.pods().map(({ metadata }) => metadata.finalizers)).toEqual([undefined])
})

test('runs as many at a time as parallelism says, until the completions are there', async () => {
  await using cluster = await started({ completions: 5, parallelism: 2 })
  const atOnce: number[] = []
  while (!is(cluster, 'Complete')) {
    atOnce.push(active(cluster).length)
    await finish(cluster, 'Succeeded')
  }
  expect(atOnce).toEqual([2, 2, 1])
  expect(status(cluster)?.succeeded).toBe(5)
})

test('tries again after 10 s, then 20 s', async () => {
  await using cluster = await started()
  await finish(cluster, 'Failed')
  await cluster.settle(9_999)
  expect(active(cluster)).toHaveLength(0)
  await cluster.settle(1)
  expect(active(cluster)).toHaveLength(1)
  await finish(cluster, 'Failed')
  await cluster.settle(19_999)
  expect(active(cluster)).toHaveLength(0)
  await cluster.settle(1)
  expect(active(cluster)).toHaveLength(1)
  expect(status(cluster)).toMatchObject({ failed: 2, active: 1 })
})

test('fails once more pods failed than backoffLimit allows', async () => {
  await using cluster = await started({ backoffLimit: 1 })
  await finish(cluster, 'Failed')
  expect(is(cluster, 'Failed')).toBe(false)
  await cluster.settle(10_000)
  await finish(cluster, 'Failed')
  expect(status(cluster)?.conditions).toContainEqual(
    expect.objectContaining({ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }),
  )
  expect(cluster.eventReasons()).toContain(
    'BackoffLimitExceeded: Job has reached the specified backoff limit',
  )
  await cluster.settle(600_000)
  expect(active(cluster)).toHaveLength(0)
})

test('ends its pods at activeDeadlineSeconds, and has failed only when the last of them is gone', async () => {
  await using cluster = await started({ activeDeadlineSeconds: 30 })
  cluster.kubelet.endsAtOnce = false
  await cluster.settle(30_000)
  expect(is(cluster, 'FailureTarget')).toBe(true)
  expect(is(cluster, 'Failed')).toBe(false)
  expect(status(cluster)).toMatchObject({ active: 0, terminating: 1, failed: 1 })
  for (const pod of cluster.pods()) cluster.kubelet.end(pod)
  await cluster.settle()
  expect(status(cluster)?.conditions).toContainEqual(
    expect.objectContaining({ type: 'Failed', status: 'True', reason: 'DeadlineExceeded' }),
  )
})

test('counts a pod once that somebody deletes, and replaces it after the back-off', async () => {
  await using cluster = await started()
  cluster.client.delete('pods', 'dev', active(cluster)[0]?.metadata.name ?? '')
  await cluster.settle()
  expect(status(cluster)?.failed).toBe(1)
  await cluster.settle(10_000)
  expect(active(cluster)).toHaveLength(1)
  expect(status(cluster)).toMatchObject({ failed: 1, active: 1 })
})

test('keeps the count of a success whose pod was deleted', async () => {
  await using cluster = await started({ completions: 2 })
  await finish(cluster, 'Succeeded')
  for (const pod of cluster.pods())
    if (!isPodActive(pod)) cluster.client.delete('pods', 'dev', pod.metadata.name)
  await cluster.settle()
  expect(cluster.pods()).toHaveLength(1)
  await finish(cluster, 'Succeeded')
  expect(status(cluster)?.succeeded).toBe(2)
  expect(is(cluster, 'Complete')).toBe(true)
})

test('suspended: ends its pods without counting them; resumed: starts again', async () => {
  await using cluster = await started()
  change(cluster, { suspend: true })
  await cluster.settle()
  expect(cluster.pods()).toHaveLength(0)
  expect(status(cluster)).toMatchObject({ active: 0, failed: 0 })
  expect(status(cluster)?.startTime).toBeUndefined()
  expect(is(cluster, 'Suspended')).toBe(true)
  await cluster.settle(60_000)
  change(cluster, { suspend: false })
  await cluster.settle()
  expect(active(cluster)).toHaveLength(1)
  expect(is(cluster, 'Suspended')).toBe(false)
  expect(status(cluster)?.startTime).toBe('2026-01-01T00:01:00Z')
})

test('goes with its pods after ttlSecondsAfterFinished', async () => {
  await using cluster = await started({ ttlSecondsAfterFinished: 100 })
  await finish(cluster, 'Succeeded')
  await cluster.settle(99_000)
  expect(status(cluster)).toBeDefined()
  await cluster.settle(1_000)
  expect(status(cluster)).toBeUndefined()
  expect(cluster.pods()).toEqual([])
})

test('keeps how it ended, after ttlSecondsAfterFinished, until its finalizers are gone', async () => {
  await using cluster = await started({ ttlSecondsAfterFinished: 0 })
  const hold = (finalizers: string[]) => {
    const live = cluster.client.get('jobs', 'dev', 'migrate')
    if (live !== undefined)
      cluster.client.update('jobs', { ...live, metadata: { ...live.metadata, finalizers } })
  }
  hold(['argocd.argoproj.io/hook-finalizer'])
  await finish(cluster, 'Succeeded')
  const kept = cluster.client.get('jobs', 'dev', 'migrate')
  expect(kept?.metadata.deletionTimestamp).toBeDefined()
  expect(is(cluster, 'Complete')).toBe(true)
  hold((kept?.metadata.finalizers ?? []).filter((name) => name !== 'argocd.argoproj.io/hook-finalizer'))
  await cluster.settle()
  expect(status(cluster)).toBeUndefined()
})

test('deleted, leaves no pod behind that waits to be counted', async () => {
  await using cluster = await started({ parallelism: 2, completions: 2 })
  cluster.client.delete('jobs', 'dev', 'migrate')
  await cluster.settle()
  expect(cluster.pods()).toEqual([])
})

test.for([
  { field: 'podFailurePolicy', spec: { podFailurePolicy: { rules: [] } } },
  { field: 'successPolicy', spec: { successPolicy: { rules: [] } } },
  { field: 'backoffLimitPerIndex', spec: { backoffLimitPerIndex: 1 } },
])('is refused by name when it asks for $field', async ({ field, spec }) => {
  await using cluster = await started(spec)
  expect(cluster.pods()).toEqual([])
  expect(status(cluster)?.conditions).toContainEqual(
    expect.objectContaining({
      type: 'Failed',
      reason: 'NotSupported',
      message: `This cluster does not run Jobs with spec.${field}`,
    }),
  )
})

test('gives each pod of an Indexed Job its index, and a failed index to the next pod', async () => {
  await using cluster = await started({ completionMode: 'Indexed', completions: 4, parallelism: 2 })
  const index = ({ metadata }: Pick<Pod, 'metadata'>) =>
    metadata?.annotations?.['batch.kubernetes.io/job-completion-index']
  expect(active(cluster).map(index)).toEqual(['0', '1'])
  const [first, second] = active(cluster)
  expect(first).toMatchObject({
    metadata: { labels: { 'batch.kubernetes.io/job-completion-index': '0' } },
    spec: { hostname: 'migrate-0', containers: [{ env: [{ name: 'JOB_COMPLETION_INDEX' }] }] },
  })
  expect(first?.metadata.name).toMatch(/^migrate-0-/)
  if (first === undefined || second === undefined) throw new Error('no pods')
  cluster.kubelet.finish(first, 'Failed')
  cluster.kubelet.finish(second, 'Succeeded')
  await cluster.settle(10_000)
  expect(active(cluster).map(index).sort()).toEqual(['0', '2'])
  expect(status(cluster)).toMatchObject({ succeeded: 1, failed: 1, completedIndexes: '1' })
  while (!is(cluster, 'Complete')) await finish(cluster, 'Succeeded')
  expect(status(cluster)).toMatchObject({ succeeded: 4, failed: 1, completedIndexes: '0-3' })
})

test('starts no replacement beside a terminating pod when podReplacementPolicy is Failed', async () => {
  await using cluster = await started({ podReplacementPolicy: 'Failed' })
  cluster.kubelet.endsAtOnce = false
  const [pod] = active(cluster)
  if (pod === undefined) throw new Error('no pod')
  cluster.client.delete('pods', 'dev', pod.metadata.name)
  await cluster.settle(60_000)
  expect(active(cluster)).toHaveLength(0)
  cluster.kubelet.end(pod)
  await cluster.settle(60_000)
  expect(active(cluster)).toHaveLength(1)
})

test('leaves a Job alone that another controller manages', async () => {
  await using cluster = await started({ managedBy: 'example.com/queue' })
  expect(cluster.pods()).toEqual([])
  expect(status(cluster)).toEqual({})
})
