import type { RolloutLimits } from './rollout-limits.ts'

/** A ReplicaSet as far as a rollout is concerned. */
export interface Scalable {
  name: string
  /** `spec.replicas` */
  replicas: number
  /** `status.availableReplicas` */
  available: number
}

/** The new size of a ReplicaSet. */
export interface Scale {
  name: string
  replicas: number
}

/** How many pods the ReplicaSet of the current template may have now without more than `maxSurge` above the total. */
export function newReplicaSetSize(
  wanted: number,
  limits: RolloutLimits,
  newReplicas: number,
  allReplicas: number,
): number {
  if (newReplicas >= wanted) return wanted
  const room = wanted + limits.maxSurge - allReplicas
  return room <= 0 ? newReplicas : newReplicas + Math.min(room, wanted - newReplicas)
}

/**
 * The next step of a rolling update; empty when it has to wait for pods or is done. `old` comes oldest first.
 *
 * Old pods go only as far as the pods that are available allow: whatever of the new ReplicaSet is not available yet
 * counts against the budget, so a version that never gets ready takes no ready pod away.
 */
export function planRollingUpdate(
  wanted: number,
  limits: RolloutLimits,
  current: Scalable,
  old: readonly Scalable[],
): Scale[] {
  const all = [current, ...old]
  const allReplicas = sum(all, ({ replicas }) => replicas)
  const size = newReplicaSetSize(wanted, limits, current.replicas, allReplicas)
  if (size !== current.replicas) return [{ name: current.name, replicas: size }]
  if (sum(old, ({ replicas }) => replicas) === 0) return []

  const minAvailable = wanted - limits.maxUnavailable
  const newUnavailable = Math.max(0, current.replicas - current.available)
  const budget = allReplicas - minAvailable - newUnavailable
  if (budget <= 0) return []

  // Broken old pods go first: they serve nobody, and they may be what blocks the rollout.
  const sizes = new Map(old.map(({ name, replicas }) => [name, replicas]))
  let left = budget
  for (const { name, replicas, available } of old) {
    const broken = Math.min(left, Math.max(0, replicas - available))
    sizes.set(name, replicas - broken)
    left -= broken
  }
  let surplus = sum(all, ({ replicas, available }) => Math.min(replicas, available)) - minAvailable
  surplus = Math.min(surplus, left)
  for (const { name } of old) {
    const now = sizes.get(name) ?? 0
    const down = Math.max(0, Math.min(now, surplus))
    sizes.set(name, now - down)
    surplus -= down
  }
  return old
    .map(({ name, replicas }) => ({ name, replicas: sizes.get(name) ?? replicas, before: replicas }))
    .filter(({ replicas, before }) => replicas !== before)
    .map(({ name, replicas }) => ({ name, replicas }))
}

function sum<T>(items: readonly T[], count: (item: T) => number): number {
  return items.reduce((total, item) => total + count(item), 0)
}
