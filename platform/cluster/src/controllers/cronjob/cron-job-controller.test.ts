import { expect, test } from 'vitest'
import type { CronJob } from '#kubernetes/batch/v1'
import { isPodActive } from '../../client/pod-state.ts'
import { type SteppedCluster, startSteppedCluster } from '../../testing/stepped-cluster.ts'
import { isFinished } from './plan-cron-job.ts'

const minute = 60_000

function create(cluster: SteppedCluster, spec: Partial<NonNullable<CronJob['spec']>> = {}) {
  cluster.kubelet.decide = () => 'running'
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'report:1' }] } }
  cluster.client.create('cronjobs', {
    metadata: { name: 'report', namespace: 'dev' },
    spec: {
      schedule: '*/10 * * * *',
      jobTemplate: { spec: { completions: 1, backoffLimit: 0, template } },
      ...spec,
    },
  })
}

const jobs = (cluster: SteppedCluster) => cluster.client.list('jobs', { namespace: 'dev' })
const running = (cluster: SteppedCluster) => jobs(cluster).filter((job) => isFinished(job) === undefined)

async function finish(cluster: SteppedCluster, phase: 'Succeeded' | 'Failed' = 'Succeeded') {
  for (const pod of cluster.pods().filter(isPodActive)) cluster.kubelet.finish(pod, phase)
  await cluster.settle()
}

test('starts a Job at each time of the schedule and says so in its status', async () => {
  await using cluster = startSteppedCluster()
  create(cluster)
  await cluster.settle(10 * minute - 1)
  expect(jobs(cluster)).toEqual([])
  await cluster.settle(1)
  expect(jobs(cluster).map(({ metadata }) => metadata.name)).toEqual([
    `report-${Date.UTC(2026, 0, 1, 0, 10) / minute}`,
  ])
  await finish(cluster)
  const { status } = cluster.client.get('cronjobs', 'dev', 'report') ?? {}
  expect(status).toEqual({
    lastScheduleTime: '2026-01-01T00:10:00Z',
    lastSuccessfulTime: '2026-01-01T00:10:00Z',
  })
  await cluster.settle(10 * minute)
  expect(running(cluster)).toHaveLength(1)
})

test('keeps the newest three successful and one failed Job', async () => {
  await using cluster = startSteppedCluster()
  create(cluster)
  for (const phase of ['Failed', 'Succeeded', 'Failed', 'Succeeded', 'Succeeded', 'Succeeded'] as const) {
    await cluster.settle(10 * minute)
    await finish(cluster, phase)
  }
  expect(jobs(cluster).map(isFinished)).toEqual(['Failed', 'Complete', 'Complete', 'Complete'])
  expect(cluster.pods()).toHaveLength(4)
})

const policies = [
  { concurrencyPolicy: 'Allow', want: 2 },
  { concurrencyPolicy: 'Forbid', want: 1 },
  { concurrencyPolicy: 'Replace', want: 1 },
]

for (const { concurrencyPolicy, want } of policies) {
  test(`with ${concurrencyPolicy} has ${want} running when one run outlasts the next time`, async () => {
    await using cluster = startSteppedCluster()
    create(cluster, { concurrencyPolicy })
    await cluster.settle(10 * minute)
    const [first] = jobs(cluster)
    await cluster.settle(10 * minute)
    expect(running(cluster)).toHaveLength(want)
    const isFirst = running(cluster)[0]?.metadata.uid === first?.metadata.uid
    expect(isFirst).toBe(concurrencyPolicy !== 'Replace')
  })
}

test('starts nothing while it is suspended, and then only the latest missed run', async () => {
  await using cluster = startSteppedCluster()
  create(cluster, { suspend: true })
  await cluster.settle(35 * minute)
  expect(jobs(cluster)).toEqual([])
  const live = cluster.client.get('cronjobs', 'dev', 'report')
  if (live?.spec === undefined) throw new Error('no CronJob')
  cluster.client.update('cronjobs', { ...live, spec: { ...live.spec, suspend: false } })
  await cluster.settle()
  expect(jobs(cluster).map(({ metadata }) => metadata.name)).toEqual([
    `report-${Date.UTC(2026, 0, 1, 0, 30) / minute}`,
  ])
})

test('does not start a missed run after its deadline', async () => {
  await using cluster = startSteppedCluster()
  create(cluster, { suspend: true, startingDeadlineSeconds: 60 })
  await cluster.settle(35 * minute)
  const live = cluster.client.get('cronjobs', 'dev', 'report')
  if (live?.spec === undefined) throw new Error('no CronJob')
  cluster.client.update('cronjobs', { ...live, spec: { ...live.spec, suspend: false } })
  await cluster.settle()
  expect(jobs(cluster)).toEqual([])
})

test.for([
  { spec: { schedule: 'every day' }, says: 'expected exactly 5 fields, found 2: [every day]' },
  { spec: { timeZone: 'Mars/Olympus' }, says: 'unknown time zone Mars/Olympus' },
])('never sees what it cannot read: $spec is refused', async ({ spec, says }) => {
  await using cluster = startSteppedCluster()
  expect(() => create(cluster, spec)).toThrow(says)
})

test('reports a schedule that never comes by an event', async () => {
  await using cluster = startSteppedCluster()
  create(cluster, { schedule: '0 0 30 2 *' })
  await cluster.settle()
  expect(cluster.eventReasons()).toEqual([
    'InvalidSchedule: invalid schedule: 0 0 30 2 * : time difference between two schedules is less than 1 second',
  ])
})

test('starts a Job by the clock of its time zone and writes the time as that zone does', async () => {
  await using cluster = startSteppedCluster()
  create(cluster, { schedule: '15 1 * * *', timeZone: 'Europe/Berlin' })
  await cluster.settle(15 * minute)
  expect(jobs(cluster).map(({ metadata }) => metadata.annotations)).toEqual([
    { 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-01T01:15:00+01:00' },
  ])
})

test('starts Jobs of @every so long after one another', async () => {
  await using cluster = startSteppedCluster()
  create(cluster, { schedule: '@every 7m' })
  await cluster.settle(20 * minute)
  expect(cluster.client.get('cronjobs', 'dev', 'report')?.status?.lastScheduleTime).toBe(
    '2026-01-01T00:14:00Z',
  )
})
