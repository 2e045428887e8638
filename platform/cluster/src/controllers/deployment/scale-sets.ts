import type { Deployment, ReplicaSet } from '#kubernetes/apps/v1'
import { sameJson } from '../../machinery/json/same.ts'
import type { Live } from '../../machinery/objects.ts'
import type { ControllerContext } from '../context.ts'
import { sizeAnnotations } from './current-replica-set.ts'
import type { Scalable, Scale } from './plan-rolling-update.ts'
import { desiredReplicasAnnotation } from './revisions.ts'
import { wantedReplicas } from './rollout-limits.ts'

export type Sets = readonly Live<ReplicaSet>[]

/** Whether `spec.replicas` changed since the running ReplicaSets were sized. */
export function isScaled(deployment: Live<Deployment>, sets: Sets): boolean {
  const wanted = String(wantedReplicas(deployment))
  return sets.some(
    ({ spec, metadata }) =>
      (spec?.replicas ?? 0) > 0 && (metadata.annotations?.[desiredReplicasAnnotation] ?? wanted) !== wanted,
  )
}

/** Applies the plan; true when a size changed. Every ReplicaSet touched remembers the Deployment's present size. */
export function scaleSets(
  context: ControllerContext,
  deployment: Live<Deployment>,
  sets: Sets,
  plan: readonly Scale[],
  remember = false,
): boolean {
  let scaled = false
  for (const replicaSet of sets) {
    const before = replicaSet.spec?.replicas ?? 1
    const replicas = plan.find(({ name }) => name === replicaSet.metadata.name)?.replicas ?? before
    if (replicaSet.spec === undefined || (replicas === before && (!remember || before === 0))) continue
    const scaledSet = {
      ...replicaSet,
      metadata: {
        ...replicaSet.metadata,
        annotations: { ...replicaSet.metadata.annotations, ...sizeAnnotations(deployment) },
      },
      spec: { ...replicaSet.spec, replicas },
    }
    if (sameJson(replicaSet, scaledSet)) continue
    context.client.update('replicasets', scaledSet)
    if (replicas === before) continue
    reportScale(context, deployment, replicaSet.metadata.name, before, replicas)
    scaled = true
  }
  return scaled
}

export function reportScale(
  context: ControllerContext,
  deployment: Live<Deployment>,
  name: string,
  from: number,
  to: number,
) {
  const direction = to > from ? 'up' : 'down'
  const message = `Scaled ${direction} replica set ${name} from ${from} to ${to}`
  context.recorder.normal(deployment, 'ScalingReplicaSet', message)
}

export function scalable({ metadata, spec, status }: Live<ReplicaSet>): Scalable {
  return { name: metadata.name, replicas: spec?.replicas ?? 1, available: status?.availableReplicas ?? 0 }
}
