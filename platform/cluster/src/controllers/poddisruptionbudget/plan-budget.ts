import type { PodDisruptionBudget, PodDisruptionBudgetStatus } from '#kubernetes/policy/v1'
import { isPodFinished, isPodReady, type PodFacts } from '../../client/pod-state.ts'
import { withCondition } from '../../machinery/conditions.ts'
import { resolveCount } from '../../machinery/int-or-percent.ts'
import { formatTime } from '../../machinery/time.ts'

/**
 * The status of a budget over `pods`, of which `expectedPods` should exist by their workloads' sizes. Percentages round
 * up (Disruptions documentation).
 */
export function observeBudget(
  budget: Pick<PodDisruptionBudget, 'metadata' | 'spec' | 'status'>,
  pods: readonly PodFacts[],
  expectedPods: number,
  nowMs: number,
): PodDisruptionBudgetStatus {
  const current = pods.filter(
    (pod) => !isPodFinished(pod) && pod.metadata?.deletionTimestamp === undefined && isPodReady(pod),
  )
  const currentHealthy = current.length
  const { minAvailable, maxUnavailable } = budget.spec ?? {}
  const desiredHealthy =
    maxUnavailable !== undefined
      ? Math.max(0, expectedPods - resolveCount(maxUnavailable, expectedPods, 'up'))
      : resolveCount(minAvailable ?? 1, expectedPods, 'up')
  const disruptionsAllowed = expectedPods === 0 ? 0 : Math.max(0, currentHealthy - desiredHealthy)
  const observedGeneration = budget.metadata?.generation ?? 0
  const allowed = disruptionsAllowed > 0
  const before = budget.status?.conditions
  const conditions = withCondition(before, {
    type: 'DisruptionAllowed',
    status: allowed ? 'True' : 'False',
    reason: allowed ? 'SufficientPods' : 'InsufficientPods',
    message: '',
    observedGeneration,
    lastTransitionTime: formatTime(nowMs),
  })
  return { currentHealthy, desiredHealthy, disruptionsAllowed, expectedPods, observedGeneration, conditions }
}
