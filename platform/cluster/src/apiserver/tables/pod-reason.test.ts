import { expect, it } from 'vitest'
import type { Pod, PodStatus } from '#kubernetes/core/v1'
import type { Live } from '../../machinery/objects.ts'
import { podReason } from './pod-reason.ts'

type Container = NonNullable<PodStatus['containerStatuses']>[number]

function pod(
  status: PodStatus,
  spec: Partial<NonNullable<Pod['spec']>> = {},
  deletionTimestamp?: string,
): Live<Pod> {
  const times = { creationTimestamp: '2024-01-01T00:00:00Z', ...(deletionTimestamp && { deletionTimestamp }) }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', uid: 'u', resourceVersion: '1', ...times },
    spec: { containers: [{ name: 'main' }], ...spec },
    status,
  }
}

const container = (over: Partial<Container>): Container => ({
  name: 'main',
  image: '',
  imageID: '',
  ready: false,
  restartCount: 0,
  ...over,
})
const running = container({ ready: true, state: { running: {} } })
const init = [{ name: 'setup' }]

it.each([
  ['Pending', pod({ phase: 'Pending' })],
  ['Running', pod({ phase: 'Running', containerStatuses: [running] })],
  ['Evicted', pod({ phase: 'Failed', reason: 'Evicted' })],
  [
    'ImagePullBackOff',
    pod({
      phase: 'Pending',
      containerStatuses: [container({ state: { waiting: { reason: 'ImagePullBackOff' } } })],
    }),
  ],
  [
    'OOMKilled',
    pod({
      phase: 'Failed',
      containerStatuses: [container({ state: { terminated: { exitCode: 137, reason: 'OOMKilled' } } })],
    }),
  ],
  [
    'ExitCode:3',
    pod({ phase: 'Failed', containerStatuses: [container({ state: { terminated: { exitCode: 3 } } })] }),
  ],
  [
    'Signal:9',
    pod({
      phase: 'Failed',
      containerStatuses: [container({ state: { terminated: { exitCode: 137, signal: 9 } } })],
    }),
  ],
  [
    'Completed',
    pod({
      phase: 'Succeeded',
      containerStatuses: [container({ state: { terminated: { exitCode: 0, reason: 'Completed' } } })],
    }),
  ],
  [
    'NotReady',
    pod({
      phase: 'Running',
      containerStatuses: [
        container({ state: { terminated: { exitCode: 0, reason: 'Completed' } } }),
        { ...running, name: 'side' },
      ],
    }),
  ],
  ['Terminating', pod({ phase: 'Running', containerStatuses: [running] }, {}, '2024-01-01T00:00:00Z')],
  [
    'Init:0/1',
    pod(
      { phase: 'Pending', initContainerStatuses: [container({ name: 'setup', state: { running: {} } })] },
      { initContainers: init },
    ),
  ],
  [
    'Init:CrashLoopBackOff',
    pod(
      {
        phase: 'Pending',
        initContainerStatuses: [
          container({ name: 'setup', state: { waiting: { reason: 'CrashLoopBackOff' } } }),
        ],
      },
      { initContainers: init },
    ),
  ],
])('%s', (want, given) => {
  expect(podReason(given)).toBe(want)
})
