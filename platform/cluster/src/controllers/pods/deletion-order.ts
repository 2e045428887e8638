import { isPodReady, type PodFacts, podReadySince } from '../../client/pod-state.ts'
import { parseTime } from '../../machinery/time.ts'

const phaseRank: Record<string, number> = { Pending: 0, Unknown: 1, Running: 2 }

/**
 * Orders pods by who goes first when there are too many, as the ReplicaSet documentation lists it: unscheduled,
 * pending and not ready ones, then by deletion cost, then the younger and those that restarted more.
 */
export function byDeletionOrder(a: PodFacts, b: PodFacts): number {
  return (
    compare(a.spec?.nodeName ? 1 : 0, b.spec?.nodeName ? 1 : 0) ||
    compare(phaseRank[a.status?.phase ?? 'Pending'] ?? 1, phaseRank[b.status?.phase ?? 'Pending'] ?? 1) ||
    compare(isPodReady(a) ? 1 : 0, isPodReady(b) ? 1 : 0) ||
    compare(deletionCost(a), deletionCost(b)) ||
    compare(podReadySince(b) ?? 0, podReadySince(a) ?? 0) ||
    compare(restarts(b), restarts(a)) ||
    compare(createdAt(b), createdAt(a)) ||
    compare(b.metadata?.name ?? '', a.metadata?.name ?? '')
  )
}

function compare<T extends number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function deletionCost(pod: PodFacts): number {
  return Number(pod.metadata?.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0) || 0
}

function restarts(pod: PodFacts): number {
  return Math.max(0, ...(pod.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount))
}

function createdAt(pod: PodFacts): number {
  return parseTime(pod.metadata?.creationTimestamp) ?? 0
}
