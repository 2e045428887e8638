import type { Pod } from '#kubernetes/core/v1'
import type { PodDisruptionBudget } from '#kubernetes/policy/v1'
import type { ClusterClient } from '../../../client/cluster-client.ts'
import { isPodActive, isPodReady } from '../../../client/pod-state.ts'
import type { Live } from '../../../machinery/objects.ts'
import { budgetSelects } from '../../../machinery/selectors/budget-selects.ts'

export type EvictionVerdict = { allowed: true } | { allowed: false; message: string }

const allowed: EvictionVerdict = { allowed: true }

/**
 * Whether the budgets let the pod be evicted now; the message is upstream's cause in the 429 (documentation: "API-
 * initiated eviction"). Budgets count from the pods at once, so nothing has to be set aside for an eviction under way.
 */
export function evictionAllowed(client: ClusterClient, pod: Live<Pod>): EvictionVerdict {
  // It serves nobody yet or any more.
  if (!isPodActive(pod) || pod.status?.phase === 'Pending') return allowed
  const { namespace = '', labels } = pod.metadata
  const budgets = client
    .list('poddisruptionbudgets', { namespace })
    .filter(({ spec }) => budgetSelects(spec?.selector, labels ?? {}))
  const [budget, ...others] = budgets
  if (budget === undefined) return allowed
  if (others.length > 0) {
    const message =
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.'
    return { allowed: false, message }
  }
  return verdictOf(budget, pod)
}

function verdictOf(budget: Live<PodDisruptionBudget>, pod: Live<Pod>): EvictionVerdict {
  const { name, generation = 0 } = budget.metadata
  const {
    observedGeneration = 0,
    disruptionsAllowed = 0,
    currentHealthy = 0,
    desiredHealthy = 0,
  } = budget.status ?? {}
  if (observedGeneration < generation) {
    const message = `The disruption budget ${name} is still being processed by the server.`
    return { allowed: false, message }
  }
  if (!isPodReady(pod)) {
    if (budget.spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return allowed
    // An unhealthy pod takes nothing from a budget whose other pods suffice.
    if (desiredHealthy > 0 && currentHealthy >= desiredHealthy) return allowed
  }
  if (disruptionsAllowed > 0) return allowed
  const message = `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`
  return { allowed: false, message }
}
