import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from '#kubernetes/apps/v1'
import { findCondition, withoutCondition } from '../../machinery/conditions.ts'
import type { Live } from '../../machinery/objects.ts'
import { formatTime, parseTime } from '../../machinery/time.ts'
import { rolloutLimits, wantedReplicas } from './rollout-limits.ts'

/** The largest int32: no deadline. */
const noDeadline = 2_147_483_647

/** The counters and the Available condition; Progressing is `observeProgress`'s business. */
export function observeDeployment(
  deployment: Live<Deployment>,
  current: Live<ReplicaSet> | undefined,
  all: readonly Live<ReplicaSet>[],
  nowMs: number,
): DeploymentStatus {
  const count = (field: (status: NonNullable<ReplicaSet['status']>) => number | undefined) =>
    all.reduce((total, { status }) => total + (status === undefined ? 0 : (field(status) ?? 0)), 0)
  const availableReplicas = count((status) => status.availableReplicas)
  const specReplicas = all.reduce((total, { spec }) => total + (spec?.replicas ?? 1), 0)
  const wanted = wantedReplicas(deployment)
  const enough = availableReplicas >= wanted - rolloutLimits(deployment).maxUnavailable
  const conditions = setDeploymentCondition(
    deployment.status?.conditions,
    enough
      ? condition(
          'Available',
          'True',
          'MinimumReplicasAvailable',
          'Deployment has minimum availability.',
          nowMs,
        )
      : condition(
          'Available',
          'False',
          'MinimumReplicasUnavailable',
          'Deployment does not have minimum availability.',
          nowMs,
        ),
  )
  const collisionCount = deployment.status?.collisionCount
  return {
    observedGeneration: deployment.metadata.generation ?? 0,
    replicas: count((status) => status.replicas),
    updatedReplicas: current?.status?.replicas ?? 0,
    readyReplicas: count((status) => status.readyReplicas),
    availableReplicas,
    unavailableReplicas: Math.max(0, specReplicas - availableReplicas),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    conditions,
  }
}

export function hasDeadline(deployment: Pick<Deployment, 'spec'>): boolean {
  return (deployment.spec?.progressDeadlineSeconds ?? 600) !== noDeadline
}

/** Every pod that exists is of the present template, and all of them are available. */
export function isComplete(deployment: Live<Deployment>, status: DeploymentStatus): boolean {
  const wanted = wantedReplicas(deployment)
  return (
    status.updatedReplicas === wanted &&
    status.replicas === wanted &&
    status.availableReplicas === wanted &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  )
}

/** The status with the Progressing and ReplicaFailure conditions of a Deployment that is rolling out or done. */
export function observeProgress(
  deployment: Live<Deployment>,
  status: DeploymentStatus,
  current: Live<ReplicaSet> | undefined,
  all: readonly Live<ReplicaSet>[],
  nowMs: number,
): DeploymentStatus {
  let conditions = status.conditions ?? []
  const before = findCondition(conditions, 'Progressing')
  const subject =
    current === undefined
      ? `Deployment "${deployment.metadata.name}"`
      : `ReplicaSet "${current.metadata.name}"`
  const settled = status.replicas === status.updatedReplicas && before?.reason === 'NewReplicaSetAvailable'
  if (!hasDeadline(deployment)) {
    conditions = withoutCondition(conditions, 'Progressing')
  } else if (!settled) {
    if (isComplete(deployment, status)) {
      const message = `${subject} has successfully progressed.`
      conditions = setDeploymentCondition(
        conditions,
        condition('Progressing', 'True', 'NewReplicaSetAvailable', message, nowMs),
      )
    } else if (isProgressing(deployment.status ?? {}, status)) {
      const next = condition('Progressing', 'True', 'ReplicaSetUpdated', `${subject} is progressing.`, nowMs)
      if (before?.status === 'True' && before.lastTransitionTime !== undefined) {
        next.lastTransitionTime = before.lastTransitionTime
      }
      // Replaced even when it reads the same: its update time is what the deadline counts from.
      conditions = [...withoutCondition(conditions, 'Progressing'), next]
    } else if (isTimedOut(deployment, before, nowMs)) {
      const message = `${subject} has timed out progressing.`
      conditions = setDeploymentCondition(
        conditions,
        condition('Progressing', 'False', 'ProgressDeadlineExceeded', message, nowMs),
      )
    }
  }
  const failure =
    findCondition(current?.status?.conditions, 'ReplicaFailure') ??
    all.map((replicaSet) => findCondition(replicaSet.status?.conditions, 'ReplicaFailure')).find(Boolean)
  conditions =
    failure === undefined
      ? withoutCondition(conditions, 'ReplicaFailure')
      : setDeploymentCondition(conditions, {
          ...condition('ReplicaFailure', failure.status, failure.reason ?? '', failure.message ?? '', nowMs),
        })
  return { ...status, conditions }
}

/** Milliseconds until the rollout may have to be called stuck; undefined when there is nothing to wait for. */
export function deadlineInMs(
  deployment: Live<Deployment>,
  status: DeploymentStatus,
  nowMs: number,
): number | undefined {
  const progressing = findCondition(status.conditions, 'Progressing')
  if (!hasDeadline(deployment) || progressing === undefined || isComplete(deployment, status))
    return undefined
  if (progressing.reason === 'NewReplicaSetAvailable' || progressing.reason === 'ProgressDeadlineExceeded') {
    return undefined
  }
  return Math.max(0, deadline(deployment, progressing) - nowMs) + 1000
}

/** Upstream's rule: a condition of the same status and reason is left alone, with its times. */
export function setDeploymentCondition(
  conditions: readonly DeploymentCondition[] | undefined,
  next: DeploymentCondition,
): DeploymentCondition[] {
  const before = findCondition(conditions, next.type)
  if (before?.status === next.status && before.reason === next.reason) return [...(conditions ?? [])]
  const kept =
    before?.status === next.status && before.lastTransitionTime !== undefined
      ? { ...next, lastTransitionTime: before.lastTransitionTime }
      : next
  return [...withoutCondition(conditions, next.type), kept]
}

export function condition(
  type: string,
  status: string,
  reason: string,
  message: string,
  nowMs: number,
): DeploymentCondition {
  const time = formatTime(nowMs)
  return { type, status, reason, message, lastUpdateTime: time, lastTransitionTime: time }
}

function isProgressing(before: DeploymentStatus, now: DeploymentStatus): boolean {
  const old = (status: DeploymentStatus) => (status.replicas ?? 0) - (status.updatedReplicas ?? 0)
  return (
    (now.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(now) < old(before) ||
    (now.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (now.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  )
}

function isTimedOut(
  deployment: Live<Deployment>,
  progressing: DeploymentCondition | undefined,
  nowMs: number,
): boolean {
  if (progressing === undefined || progressing.reason === 'NewReplicaSetAvailable') return false
  if (progressing.reason === 'ProgressDeadlineExceeded') return true
  return nowMs > deadline(deployment, progressing)
}

function deadline(deployment: Live<Deployment>, progressing: DeploymentCondition): number {
  const from = parseTime(progressing.lastUpdateTime) ?? 0
  return from + (deployment.spec?.progressDeadlineSeconds ?? 600) * 1000
}
