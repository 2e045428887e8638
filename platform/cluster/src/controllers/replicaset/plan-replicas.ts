import { isPodActive, type PodFacts } from '../../client/pod-state.ts'
import { byDeletionOrder } from '../pods/deletion-order.ts'

export interface ReplicasPlan<P> {
  create: number
  delete: P[]
}

/** Pods that one reconcile creates or deletes at most, as upstream's burst limit. */
const burst = 500

/** What brings the number of active pods to `replicas`. */
export function planReplicas<P extends PodFacts>(replicas: number, pods: readonly P[]): ReplicasPlan<P> {
  const active = pods.filter(isPodActive)
  const missing = replicas - active.length
  if (missing >= 0) return { create: Math.min(missing, burst), delete: [] }
  return { create: 0, delete: active.sort(byDeletionOrder).slice(0, Math.min(-missing, burst)) }
}
