import { expect, it } from 'vitest'
import type { Pod } from '#kubernetes/core/v1'
import type { Live } from '../../machinery/objects.ts'
import { type ContainerState, firstState } from '../container/container-state.ts'
import { podStatus } from './pod-status.ts'

const at = Date.UTC(2026, 0, 1)
const pod: Live<Pod> = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'web',
    namespace: 'dev',
    uid: 'u',
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
  },
  spec: { containers: [{ name: 'main' }] },
  status: { phase: 'Pending', qosClass: 'BestEffort' },
}
const end = { containerID: 'process://1', exitCode: 0, reason: 'Completed', startedAt: at, finishedAt: at }
const waiting = firstState('main', 'web:1', 'ContainerCreating')
const running: ContainerState = {
  ...waiting,
  run: { phase: 'running', containerID: 'process://1', startedAt: at },
  isStarted: true,
  isReady: true,
}
const done: ContainerState = { ...waiting, run: { phase: 'terminated', ...end } }

function conditionsOf(input: Partial<Parameters<typeof podStatus>[0]>) {
  const status = podStatus({
    pod,
    init: [],
    main: [waiting],
    sidecars: new Set(),
    startedAt: at,
    isOver: false,
    now: at,
    ...input,
  })
  const words = (status.conditions ?? []).map(({ type, status: value, reason }) => [
    type,
    reason === undefined ? value : `${value} ${reason}`,
  ])
  return { status, is: Object.fromEntries(words) as Record<string, string> }
}

it('says that a pod is on its way', () => {
  const { status, is } = conditionsOf({})
  expect(status).toMatchObject({
    phase: 'Pending',
    qosClass: 'BestEffort',
    podIP: '127.0.0.1',
    podIPs: [{ ip: '127.0.0.1' }],
    hostIP: '127.0.0.1',
    startTime: '2026-01-01T00:00:00Z',
  })
  expect(status.containerStatuses).toEqual([
    {
      name: 'main',
      image: 'web:1',
      imageID: '',
      ready: false,
      started: false,
      restartCount: 0,
      state: { waiting: { reason: 'ContainerCreating' } },
      lastState: {},
    },
  ])
  expect(is).toEqual({
    PodReadyToStartContainers: 'True',
    Initialized: 'True',
    Ready: 'False ContainersNotReady',
    ContainersReady: 'False ContainersNotReady',
    PodScheduled: 'True',
  })
})

it('says that a pod is ready', () => {
  expect(conditionsOf({ main: [running] }).is).toMatchObject({ Ready: 'True', ContainersReady: 'True' })
})

it('waits for init containers', () => {
  const setup = { ...running, name: 'setup' }
  const { is, status } = conditionsOf({ init: [setup] })
  expect(is.Initialized).toBe('False ContainersNotInitialized')
  expect(status.conditions?.find(({ type }) => type === 'Initialized')?.message).toBe(
    'containers with incomplete status: [setup]',
  )
})

it('counts a sidecar for readiness, an init container not', () => {
  const proxy = { ...running, name: 'proxy', isReady: false }
  expect(conditionsOf({ init: [proxy], sidecars: new Set(['proxy']), main: [running] }).is).toMatchObject({
    Initialized: 'True',
    Ready: 'False ContainersNotReady',
  })
  const setup = { ...done, name: 'setup' }
  expect(conditionsOf({ init: [setup], main: [running] }).is).toMatchObject({ Ready: 'True' })
})

it('says how a pod ended', () => {
  const { is, status } = conditionsOf({ main: [done], isOver: true })
  expect(status.phase).toBe('Succeeded')
  expect(is).toEqual({
    PodReadyToStartContainers: 'False',
    Initialized: 'True PodCompleted',
    Ready: 'False PodCompleted',
    ContainersReady: 'False PodCompleted',
    PodScheduled: 'True',
  })
})

it('says why the node ended a pod', () => {
  const failure = { reason: 'DeadlineExceeded', message: 'too long' }
  const { is, status } = conditionsOf({ main: [done], isOver: true, failure })
  expect(status).toMatchObject({ phase: 'Failed', ...failure })
  expect(is.Ready).toBe('False PodFailed')
})

it('keeps the time of a condition that stays, and conditions of others', () => {
  const first = conditionsOf({ main: [running] }).status
  const others = [...(first.conditions ?? []), { type: 'example.com/x', status: 'True' }]
  const { status } = conditionsOf({
    pod: { ...pod, status: { ...first, conditions: others } },
    main: [{ ...running, isReady: false }],
    now: at + 5000,
  })
  const time = (type: string) => status.conditions?.find((one) => one.type === type)?.lastTransitionTime
  expect(time('Ready')).toBe('2026-01-01T00:00:05Z')
  expect(time('Initialized')).toBe('2026-01-01T00:00:00Z')
  expect(status.conditions).toContainEqual({ type: 'example.com/x', status: 'True' })
})

it('reports the last run of a container that was restarted', () => {
  const failed = { ...end, exitCode: 137, signal: 9, reason: 'OOMKilled', message: 'gone' }
  const { status } = conditionsOf({ main: [{ ...running, last: failed, restartCount: 2 }] })
  expect(status.containerStatuses?.[0]).toMatchObject({
    restartCount: 2,
    state: { running: { startedAt: '2026-01-01T00:00:00Z' } },
    lastState: { terminated: { exitCode: 137, signal: 9, reason: 'OOMKilled', message: 'gone' } },
  })
})
