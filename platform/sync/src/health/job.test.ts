import { expect, it } from 'vitest'
import { anObject, liveOf, ownedBy } from '../testing/objects.ts'
import { jobHealth } from './job.ts'

it.each([
  { name: 'runs', spec: {}, status: {}, want: 'Progressing' },
  { name: 'tries again', spec: {}, status: { failed: 1 }, want: 'Progressing' },
  {
    name: 'is complete',
    spec: {},
    status: { conditions: [{ type: 'Complete', status: 'True' }] },
    want: 'Healthy',
  },
  { name: 'is suspended', spec: { suspend: true }, status: {}, want: 'Suspended' },
  {
    name: 'has failed',
    spec: {},
    status: { conditions: [{ type: 'Failed', status: 'True', message: 'limit reached' }] },
    want: 'Degraded',
    message: 'limit reached',
  },
])('a Job that $name is $want', ({ spec, status, want, message }) => {
  const health = jobHealth(anObject('Job', 'migrate', { spec, status }), liveOf())
  expect(health.status).toBe(want)
  if (message !== undefined) expect(health.message).toBe(message)
})

const failed = anObject('Job', 'migrate', {
  status: { conditions: [{ type: 'Failed', status: 'True', message: 'limit reached' }] },
})
const pod = (name: string, startTime: string) =>
  anObject('Pod', name, {
    metadata: ownedBy(failed),
    spec: { restartPolicy: 'Never' },
    status: {
      phase: 'Failed',
      startTime,
      containerStatuses: [{ name: 'main', restartCount: 0, state: { terminated: { exitCode: 2 } } }],
    },
  })

it('names the last pod that failed, whose log explains it', () => {
  const live = liveOf(
    failed,
    pod('migrate-1', '2026-01-01T00:00:00Z'),
    pod('migrate-2', '2026-01-01T00:00:09Z'),
  )
  expect(jobHealth(failed, live)).toMatchObject({
    status: 'Degraded',
    message: 'pod migrate-2 exits with code 2',
    logsOf: { pod: 'migrate-2' },
  })
})

it('is Degraded when its pod cannot even start', () => {
  const job = anObject('Job', 'migrate')
  const stuck = anObject('Pod', 'migrate-1', {
    metadata: ownedBy(job),
    status: {
      phase: 'Pending',
      containerStatuses: [{ name: 'main', state: { waiting: { reason: 'ImagePullBackOff' } } }],
    },
  })
  expect(jobHealth(job, liveOf(job, stuck))).toMatchObject({
    status: 'Degraded',
    message: 'pod migrate-1 cannot start: ImagePullBackOff',
  })
})
