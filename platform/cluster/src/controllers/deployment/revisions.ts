import type { Deployment, ReplicaSet } from '#kubernetes/apps/v1'
import type { Live } from '../../machinery/objects.ts'
import { parseTime } from '../../machinery/time.ts'
import { sameTemplate } from '../metadata/template-hash.ts'

export const revisionAnnotation = 'deployment.kubernetes.io/revision'
export const revisionHistoryAnnotation = 'deployment.kubernetes.io/revision-history'
export const desiredReplicasAnnotation = 'deployment.kubernetes.io/desired-replicas'
export const maxReplicasAnnotation = 'deployment.kubernetes.io/max-replicas'

export function revisionOf(object: Pick<Deployment, 'metadata'>): number {
  return Number.parseInt(object.metadata?.annotations?.[revisionAnnotation] ?? '0', 10) || 0
}

export function byAge(a: Live<ReplicaSet>, b: Live<ReplicaSet>): number {
  const age = (parseTime(a.metadata.creationTimestamp) ?? 0) - (parseTime(b.metadata.creationTimestamp) ?? 0)
  return age || revisionOf(a) - revisionOf(b) || (a.metadata.name < b.metadata.name ? -1 : 1)
}

/** The ReplicaSet that makes the pods of the Deployment's present template; the oldest when several do. */
export function findCurrent(
  deployment: Live<Deployment>,
  replicaSets: readonly Live<ReplicaSet>[],
): Live<ReplicaSet> | undefined {
  return [...replicaSets]
    .sort(byAge)
    .find((replicaSet) => sameTemplate(replicaSet.spec?.template, deployment.spec?.template))
}

/** Old ReplicaSets beyond the history limit that nothing runs from any more, oldest revision first. */
export function planHistoryCleanup(
  deployment: Live<Deployment>,
  old: readonly Live<ReplicaSet>[],
): Live<ReplicaSet>[] {
  const limit = deployment.spec?.revisionHistoryLimit ?? 10
  const excess = old.length - limit
  if (excess <= 0) return []
  const idle = old.filter(
    ({ metadata, spec, status }) =>
      (spec?.replicas ?? 1) === 0 &&
      (status?.replicas ?? 0) === 0 &&
      (metadata.generation ?? 0) <= (status?.observedGeneration ?? 0) &&
      metadata.deletionTimestamp === undefined,
  )
  return idle.sort((a, b) => revisionOf(a) - revisionOf(b) || byAge(a, b)).slice(0, excess)
}
