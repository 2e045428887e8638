import { numberField } from '@gitops-example/kit/json/fields'
import { condition } from '@gitops-example/kube-client/condition'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { type Health, healthy, progressing } from './health.ts'

export function podDisruptionBudgetHealth(budget: KubeObject): Health {
  const found = condition(budget, 'DisruptionAllowed')
  if (found?.status === 'False' && found.reason === 'SyncFailed') {
    return { status: 'Degraded', message: found.message }
  }
  const observed = numberField(budget, 'status', 'observedGeneration') ?? 0
  return observed < (budget.metadata.generation ?? 0) ? progressing('waiting to be observed') : healthy
}
