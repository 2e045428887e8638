import type { Deployment, DeploymentStatus, ReplicaSet } from '#kubernetes/apps/v1'
import { isPodFinished } from '../../client/pod-state.ts'
import type { Live } from '../../machinery/objects.ts'
import type { ControllerContext } from '../context.ts'
import { controllerOf } from '../metadata/owner.ts'
import { ensureCurrentReplicaSet } from './current-replica-set.ts'
import { deadlineInMs, isComplete, observeDeployment, observeProgress } from './deployment-status.ts'
import { notePause, noteRevision } from './note-progress.ts'
import { planRollingUpdate } from './plan-rolling-update.ts'
import { planProportionalScale } from './plan-scale.ts'
import {
  byAge,
  desiredReplicasAnnotation,
  findCurrent,
  maxReplicasAnnotation,
  planHistoryCleanup,
} from './revisions.ts'
import { rolloutLimits, wantedReplicas } from './rollout-limits.ts'
import { isScaled, reportScale, type Sets, scalable, scaleSets } from './scale-sets.ts'

/**
 * One step of a Deployment towards its spec; each write brings the next step. Returns after how many milliseconds it
 * has to be looked at again although nothing changed.
 */
export function rollOut(
  context: ControllerContext,
  deployment: Live<Deployment>,
  sets: Sets,
): number | undefined {
  const { client, clock } = context
  if (deployment.metadata.deletionTimestamp !== undefined) {
    writeStatus(
      context,
      deployment,
      observeDeployment(deployment, findCurrent(deployment, sets), sets, clock.now()),
    )
    return undefined
  }
  if (deployment.spec?.paused) return rest(context, notePause(context, deployment), sets)
  const resumed = notePause(context, deployment)
  if (isScaled(resumed, sets)) return rest(context, resumed, sets)

  if (resumed.spec?.strategy?.type === 'Recreate') {
    const old = without(sets, findCurrent(resumed, sets))
    const shrunk = scaleSets(
      context,
      resumed,
      old,
      old.map(({ metadata }) => ({ name: metadata.name, replicas: 0 })),
    )
    if (shrunk || hasRunningPods(context, old)) {
      return report(context, resumed, findCurrent(resumed, sets), sets)
    }
  }

  const ensured = ensureCurrentReplicaSet(context, resumed, sets)
  if (ensured.outcome === 'collision') {
    const collisionCount = (resumed.status?.collisionCount ?? 0) + 1
    client.updateStatus('deployments', { ...resumed, status: { ...resumed.status, collisionCount } })
    return 0
  }
  const current = ensured.replicaSet
  const noted = noteRevision(context, resumed, current, ensured.outcome, ensured.revision)
  const all = [...without(sets, current), current]
  if (ensured.outcome === 'created') {
    const size = current.spec?.replicas ?? 0
    if (size > 0) reportScale(context, noted, current.metadata.name, 0, size)
    return report(context, noted, current, all)
  }

  const old = [...without(all, current)].sort(byAge)
  const steps =
    noted.spec?.strategy?.type === 'Recreate'
      ? [{ name: current.metadata.name, replicas: wantedReplicas(noted) }]
      : planRollingUpdate(wantedReplicas(noted), rolloutLimits(noted), scalable(current), old.map(scalable))
  const scaled = scaleSets(context, noted, all, steps)
  const again = report(context, noted, current, scaled ? reread(context, all) : all)
  if (
    !scaled &&
    isComplete(
      noted,
      client.get('deployments', noted.metadata.namespace ?? '', noted.metadata.name)?.status ?? {},
    )
  ) {
    cleanUpHistory(context, noted, old)
  }
  return again
}

/** Paused or being scaled: sizes follow the Deployment in proportion, and no new ReplicaSet comes up. */
function rest(context: ControllerContext, deployment: Live<Deployment>, sets: Sets): number | undefined {
  const current = findCurrent(deployment, sets)
  const newestFirst = [...without(sets, current)].sort(byAge).reverse()
  const ordered = current === undefined ? newestFirst : [current, ...newestFirst]
  const limits = rolloutLimits(deployment)
  const wanted = wantedReplicas(deployment)
  const saturated =
    current !== undefined &&
    (current.spec?.replicas ?? 0) === wanted &&
    current.metadata.annotations?.[desiredReplicasAnnotation] === String(wanted) &&
    (current.status?.availableReplicas ?? 0) === wanted
  const plan = saturated
    ? newestFirst.map(({ metadata }) => ({ name: metadata.name, replicas: 0 }))
    : planProportionalScale(
        wanted,
        limits,
        ordered.map((replicaSet) => ({
          ...scalable(replicaSet),
          maxReplicasBefore:
            Number(replicaSet.metadata.annotations?.[maxReplicasAnnotation]) ||
            deployment.status?.replicas ||
            1,
        })),
      )
  scaleSets(context, deployment, ordered, plan, true)
  const now = reread(context, ordered)
  writeStatus(
    context,
    deployment,
    observeDeployment(deployment, findCurrent(deployment, now), now, context.clock.now()),
  )
  return undefined
}

function report(
  context: ControllerContext,
  deployment: Live<Deployment>,
  current: Live<ReplicaSet> | undefined,
  all: Sets,
): number | undefined {
  const nowMs = context.clock.now()
  const latest = current && (all.find(({ metadata }) => metadata.uid === current.metadata.uid) ?? current)
  const counted = observeDeployment(deployment, latest, all, nowMs)
  const status = observeProgress(deployment, counted, latest, all, nowMs)
  writeStatus(context, deployment, status)
  return deadlineInMs(deployment, status, nowMs)
}

function writeStatus(context: ControllerContext, deployment: Live<Deployment>, status: DeploymentStatus) {
  context.client.updateStatus('deployments', { ...deployment, status })
}

function cleanUpHistory(context: ControllerContext, deployment: Live<Deployment>, old: Sets) {
  for (const { metadata } of planHistoryCleanup(deployment, old)) {
    context.client.delete('replicasets', metadata.namespace ?? '', metadata.name, { uid: metadata.uid })
  }
}

function hasRunningPods(context: ControllerContext, old: Sets): boolean {
  const uids = new Set(old.map(({ metadata }) => metadata.uid))
  const namespace = old[0]?.metadata.namespace ?? ''
  return (
    uids.size > 0 &&
    context.client
      .list('pods', { namespace })
      .some((pod) => uids.has(controllerOf(pod.metadata)?.uid ?? '') && !isPodFinished(pod))
  )
}

function reread(context: ControllerContext, sets: Sets): Live<ReplicaSet>[] {
  return sets.flatMap(({ metadata }) => {
    const live = context.client.get('replicasets', metadata.namespace ?? '', metadata.name)
    return live === undefined ? [] : [live]
  })
}

function without(sets: Sets, current: Live<ReplicaSet> | undefined): Live<ReplicaSet>[] {
  return sets.filter(({ metadata }) => metadata.uid !== current?.metadata.uid)
}
