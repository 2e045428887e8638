import type { Pod } from '#kubernetes/core/v1'
import { availableInMs, isPodFinished } from '../../client/pod-state.ts'
import type { Live } from '../../machinery/objects.ts'

export const revisionLabel = 'controller-revision-hash'

export interface StatefulSetGoal {
  name: string
  replicas: number
  /** The first ordinal (`spec.ordinals.start`). */
  start: number
  /** `podManagementPolicy: Parallel`: no pod waits for another when the set is scaled. */
  parallel: boolean
  /** Ordinals below it keep the current revision; undefined: pods are replaced only when somebody deletes them. */
  partition: number | undefined
  minReadySeconds: number
  currentRevision: string
  updateRevision: string
}

export interface StatefulSetPlan {
  create: { ordinal: number; revision: string }[]
  delete: Live<Pod>[]
}

/**
 * The next step of a StatefulSet: pods come up in the order of their ordinals, each after its predecessor is available,
 * go in reverse order, and are updated from the highest ordinal down, one at a time (StatefulSet documentation,
 * "Deployment and Scaling Guarantees" and "Rolling Updates").
 */
export function planStatefulSet(
  goal: StatefulSetGoal,
  pods: readonly Live<Pod>[],
  nowMs: number,
): StatefulSetPlan {
  const plan: StatefulSetPlan = { create: [], delete: [] }
  const byOrdinal = new Map<number, Live<Pod>>()
  for (const pod of pods) {
    const ordinal = ordinalOf(goal.name, pod.metadata.name)
    if (ordinal !== undefined) byOrdinal.set(ordinal, pod)
  }
  const isAvailable = (pod: Live<Pod> | undefined) =>
    pod !== undefined &&
    pod.metadata.deletionTimestamp === undefined &&
    availableInMs(pod, goal.minReadySeconds, nowMs) === 0
  const wanted = Array.from({ length: goal.replicas }, (_, index) => goal.start + index)

  for (const ordinal of wanted) {
    const pod = byOrdinal.get(ordinal)
    if (pod === undefined) plan.create.push({ ordinal, revision: revisionFor(goal, ordinal) })
    else if (isPodFinished(pod) && pod.metadata.deletionTimestamp === undefined) plan.delete.push(pod)
    else if (goal.parallel || isAvailable(pod)) continue
    if (!goal.parallel) return plan
  }

  const surplus = [...byOrdinal.entries()]
    .filter(([ordinal]) => ordinal < goal.start || ordinal >= goal.start + goal.replicas)
    .sort(([a], [b]) => b - a)
  for (const [, pod] of surplus) {
    const leaving = pod.metadata.deletionTimestamp !== undefined
    if (!leaving) plan.delete.push(pod)
    if (!goal.parallel) return plan
  }
  if (plan.create.length > 0 || plan.delete.length > 0 || goal.partition === undefined) return plan

  for (const ordinal of wanted.reverse()) {
    if (ordinal < goal.start + goal.partition) break
    const pod = byOrdinal.get(ordinal)
    const leaving = pod?.metadata.deletionTimestamp !== undefined
    if (pod !== undefined && !leaving && pod.metadata.labels?.[revisionLabel] !== goal.updateRevision) {
      plan.delete.push(pod)
      return plan
    }
    if (!isAvailable(pod)) return plan
  }
  return plan
}

export function ordinalOf(setName: string, podName: string): number | undefined {
  const digits = podName.startsWith(`${setName}-`) ? podName.slice(setName.length + 1) : ''
  return /^(0|[1-9]\d*)$/.test(digits) ? Number(digits) : undefined
}

function revisionFor(goal: StatefulSetGoal, ordinal: number): string {
  const held = goal.partition !== undefined && ordinal < goal.start + goal.partition
  return held ? goal.currentRevision : goal.updateRevision
}
