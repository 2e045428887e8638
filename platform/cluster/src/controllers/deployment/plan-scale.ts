import type { Scalable, Scale } from './plan-rolling-update.ts'
import type { RolloutLimits } from './rollout-limits.ts'

/** A ReplicaSet in the middle of a rollout whose Deployment is scaled. */
export interface Proportional extends Scalable {
  /** What `replicas + maxSurge` of the Deployment was when the ReplicaSet was sized last. */
  maxReplicasBefore: number
}

/**
 * Spreads a change of `spec.replicas` over the ReplicaSets in proportion to their sizes, so that scaling in the middle
 * of a rollout neither speeds it up nor breaks it off (documentation: "Proportional scaling"). The newest comes first.
 */
export function planProportionalScale(
  wanted: number,
  limits: RolloutLimits,
  newestFirst: readonly Proportional[],
): Scale[] {
  const active = newestFirst.filter(({ replicas }) => replicas > 0)
  const [only] = active
  if (active.length === 0 || only === undefined) {
    const [newest] = newestFirst
    return newest === undefined || newest.replicas === wanted ? [] : [{ name: newest.name, replicas: wanted }]
  }
  if (active.length === 1) return only.replicas === wanted ? [] : [{ name: only.name, replicas: wanted }]

  const allowed = wanted > 0 ? wanted + limits.maxSurge : 0
  const total = active.reduce((count, { replicas }) => count + replicas, 0)
  const toAdd = allowed - total
  // Growing starts with the biggest and newest, shrinking with the biggest and oldest.
  const order = toAdd > 0 ? [...active] : [...active].reverse()
  order.sort((a, b) => b.replicas - a.replicas)

  let added = 0
  const sizes = order.map((replicaSet) => {
    const share = toAdd === 0 ? 0 : proportion(replicaSet, wanted, limits, toAdd, added)
    added += share
    return { name: replicaSet.name, replicas: replicaSet.replicas + share, before: replicaSet.replicas }
  })
  const [first] = sizes
  // What rounding left over goes to the first.
  if (first !== undefined) first.replicas = Math.max(0, first.replicas + toAdd - added)
  return sizes
    .filter(({ replicas, before }) => replicas !== before)
    .map(({ name, replicas }) => ({ name, replicas }))
}

function proportion(
  replicaSet: Proportional,
  wanted: number,
  limits: RolloutLimits,
  toAdd: number,
  added: number,
): number {
  const left = toAdd - added
  if (left === 0) return 0
  if (wanted === 0) return Math.max(-replicaSet.replicas, left)
  const size = (replicaSet.replicas * (wanted + limits.maxSurge)) / Math.max(1, replicaSet.maxReplicasBefore)
  const share = Math.round(size) - replicaSet.replicas
  return toAdd > 0 ? Math.min(share, left) : Math.max(share, left)
}
