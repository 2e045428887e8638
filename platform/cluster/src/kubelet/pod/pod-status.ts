import type {
  ContainerState as ApiState,
  ContainerStatus,
  Pod,
  PodCondition,
  PodStatus,
} from '#kubernetes/core/v1'
import { findCondition, hasCondition, withCondition } from '../../machinery/conditions.ts'
import type { Live } from '../../machinery/objects.ts'
import { formatTime } from '../../machinery/time.ts'
import type { ContainerState, RunState, Termination } from '../container/container-state.ts'
import { podAddress } from '../pod-address.ts'
import { podPhase } from './pod-phase.ts'

export interface PodStatusInput {
  pod: Live<Pod>
  init: readonly ContainerState[]
  main: readonly ContainerState[]
  /** Names of init containers that go on running. */
  sidecars: ReadonlySet<string>
  startedAt: number
  /** No container runs or will run again. */
  isOver: boolean
  /** Why the node ended the pod: `DeadlineExceeded`. */
  failure?: { reason: string; message: string }
  now: number
}

/** The status of a pod from the states of its containers; conditions that others set are kept. */
export function podStatus(input: PodStatusInput): PodStatus {
  const { pod, init, main, failure, startedAt } = input
  const phase = failure !== undefined && input.isOver ? 'Failed' : podPhase(input)
  const { reason: _reason, message: _message, ...kept } = pod.status ?? {}
  return {
    ...kept,
    phase,
    ...(failure ?? {}),
    hostIP: podAddress,
    hostIPs: [{ ip: podAddress }],
    podIP: podAddress,
    podIPs: [{ ip: podAddress }],
    startTime: formatTime(startedAt),
    conditions: conditions(input, phase),
    ...(init.length > 0 && {
      initContainerStatuses: init.map((state) => containerStatus(state, isInit(input, state))),
    }),
    containerStatuses: main.map((state) => containerStatus(state, false)),
  }
}

function isInit({ sidecars }: PodStatusInput, { name }: ContainerState): boolean {
  return !sidecars.has(name)
}

function containerStatus(state: ContainerState, isPlainInit: boolean): ContainerStatus {
  const isDone = state.run.phase === 'terminated' && state.run.exitCode === 0
  return {
    name: state.name,
    image: state.image,
    imageID: state.imageID,
    ...(state.containerID === undefined ? {} : { containerID: state.containerID }),
    ready: isPlainInit ? isDone : state.isReady,
    started: state.isStarted,
    restartCount: state.restartCount,
    state: apiState(state.run),
    lastState: state.last === undefined ? {} : { terminated: terminated(state.last) },
  }
}

function apiState(run: RunState): ApiState {
  if (run.phase === 'running') return { running: { startedAt: formatTime(run.startedAt) } }
  if (run.phase === 'terminated') return { terminated: terminated(run) }
  return { waiting: { reason: run.reason, ...(run.message === undefined ? {} : { message: run.message }) } }
}

function terminated({ containerID, exitCode, signal, reason, message, startedAt, finishedAt }: Termination) {
  return {
    containerID,
    exitCode,
    ...(signal === undefined ? {} : { signal }),
    reason,
    ...(message === undefined ? {} : { message }),
    startedAt: formatTime(startedAt),
    finishedAt: formatTime(finishedAt),
  }
}

function conditions(input: PodStatusInput, phase: string): PodCondition[] {
  const { pod, init, main, sidecars, now, isOver } = input
  const isDone = phase === 'Succeeded'
  const waitingInit = init.filter((state) =>
    sidecars.has(state.name)
      ? !state.isStarted && !isOver
      : !(state.run.phase === 'terminated' && state.run.exitCode === 0),
  )
  const unready = [...main, ...init.filter(({ name }) => sidecars.has(name))].filter(
    ({ isReady }) => !isReady,
  )
  const gates = (pod.spec?.readinessGates ?? [])
    .map(({ conditionType }) => conditionType)
    .filter((type) => !hasCondition(pod.status?.conditions, type))
  const notReady = isDone
    ? { reason: 'PodCompleted' }
    : phase === 'Failed'
      ? { reason: 'PodFailed' }
      : unready.length > 0
        ? { reason: 'ContainersNotReady', message: `containers with unready status: ${names(unready)}` }
        : undefined
  const gated =
    gates.length > 0
      ? { reason: 'ReadinessGatesNotReady', message: gates.map(missingGate(pod)).join(', ') }
      : undefined
  const next: [type: string, why: { reason: string; message?: string } | undefined][] = [
    ['PodReadyToStartContainers', isOver ? { reason: '' } : undefined],
    [
      'Initialized',
      waitingInit.length > 0 && !isDone
        ? {
            reason: 'ContainersNotInitialized',
            message: `containers with incomplete status: ${names(waitingInit)}`,
          }
        : undefined,
    ],
    ['Ready', notReady ?? gated],
    ['ContainersReady', notReady],
    ['PodScheduled', undefined],
  ]
  let all = pod.status?.conditions
  for (const [type, why] of next) {
    all = withCondition(all, {
      type,
      status: why === undefined ? 'True' : 'False',
      ...(why?.reason
        ? { reason: why.reason }
        : isDone && type === 'Initialized'
          ? { reason: 'PodCompleted' }
          : {}),
      ...(why?.message === undefined ? {} : { message: why.message }),
      lastTransitionTime: formatTime(now),
    })
  }
  return all ?? []
}

function names(states: readonly ContainerState[]): string {
  return `[${states.map(({ name }) => name).join(' ')}]`
}

function missingGate(pod: Live<Pod>) {
  return (type: string) =>
    findCondition(pod.status?.conditions, type) === undefined
      ? `corresponding condition of pod readiness gate "${type}" does not exist.`
      : `the status of pod readiness gate "${type}" is not "True", but False`
}
