import { expect, it } from 'vitest'
import { anObject } from '../testing/objects.ts'
import { podHealth } from './pod.ts'

const ready = { conditions: [{ type: 'Ready', status: 'True' }] }
const ended = (exitCode: number, extra = {}) => ({
  terminated: { exitCode, startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:00:01Z', ...extra },
})
const container = (rest: Record<string, unknown>) => ({
  containerStatuses: [{ name: 'main', ready: false, restartCount: 0, ...rest }],
})

it.each([
  { name: 'runs and is ready', status: { phase: 'Running', ...ready }, want: 'Healthy' },
  { name: 'has succeeded', status: { phase: 'Succeeded' }, want: 'Healthy' },
  { name: 'waits to be scheduled', status: { phase: 'Pending' }, want: 'Progressing' },
  {
    name: 'starts slowly',
    status: { phase: 'Running', ...container({ state: { running: {} } }) },
    want: 'Progressing',
  },
  {
    name: 'ended once and starts again',
    status: {
      phase: 'Running',
      ...container({ state: { running: {} }, lastState: ended(1), restartCount: 1 }),
    },
    want: 'Progressing',
  },
  {
    name: 'has just ended for the first time',
    status: { phase: 'Running', ...container({ state: ended(1) }) },
    want: 'Progressing',
  },
  {
    name: 'ended twice',
    status: { phase: 'Running', ...container({ state: ended(1), restartCount: 1 }) },
    want: 'Degraded',
    message: 'pod web-1 exits with code 1 at start',
  },
  {
    name: 'waits before it is started again',
    status: {
      phase: 'Running',
      ...container({
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: ended(3),
        restartCount: 1,
      }),
    },
    want: 'Degraded',
    message: 'pod web-1 exits with code 3 at start',
  },
  {
    name: 'runs again after many ends',
    status: {
      phase: 'Running',
      ...container({ state: { running: {} }, lastState: ended(137), restartCount: 4 }),
    },
    want: 'Degraded',
    message: 'pod web-1 is ended by signal 9 at start, 4 times',
  },
  {
    name: 'is ready again after many ends',
    status: {
      phase: 'Running',
      ...ready,
      ...container({ ready: true, state: { running: {} }, lastState: ended(1), restartCount: 9 }),
    },
    want: 'Healthy',
  },
  {
    name: 'used too much memory',
    status: {
      phase: 'Running',
      ...container({
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: ended(137, { reason: 'OOMKilled' }),
        restartCount: 1,
      }),
    },
    want: 'Degraded',
    message: 'pod web-1 is killed: it uses more memory than its limit (OOMKilled)',
  },
  {
    name: 'finds no image',
    status: {
      phase: 'Pending',
      ...container({ state: { waiting: { reason: 'ErrImagePull', message: 'no such tag' } } }),
    },
    want: 'Degraded',
    message: 'pod web-1 cannot start: ErrImagePull: no such tag',
  },
  {
    name: 'is being made',
    status: { phase: 'Pending', ...container({ state: { waiting: { reason: 'ContainerCreating' } } }) },
    want: 'Progressing',
  },
  {
    name: 'is evicted',
    status: { phase: 'Failed', reason: 'Evicted' },
    want: 'Degraded',
    message: 'pod web-1: Evicted',
  },
])('a pod that $name is $want', ({ status, want, message }) => {
  const health = podHealth(anObject('Pod', 'web-1', { status }))
  expect(health.status).toBe(want)
  if (message !== undefined) expect(health.message).toBe(message)
})

it('looks at init containers too', () => {
  const status = {
    phase: 'Pending',
    initContainerStatuses: [
      {
        name: 'init',
        restartCount: 2,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: ended(2),
      },
    ],
    ...container({ state: { waiting: { reason: 'PodInitializing' } } }),
  }
  expect(podHealth(anObject('Pod', 'web-1', { status }))).toMatchObject({
    status: 'Degraded',
    logsOf: { container: 'init', previous: true },
  })
})

it('takes the first end of a pod that is never restarted for final', () => {
  const pod = anObject('Pod', 'job-1', {
    spec: { restartPolicy: 'Never' },
    status: { phase: 'Failed', ...container({ state: ended(4) }) },
  })
  expect(podHealth(pod)).toMatchObject({
    message: 'pod job-1 exits with code 4 at start',
    logsOf: { previous: false },
  })
})
