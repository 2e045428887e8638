import { asDraft, type JsonDraft } from '../../../machinery/json/json.ts'
import { podTemplateDefaults } from './pod.ts'

export function deploymentDefaults(spec: JsonDraft): void {
  spec.replicas ??= 1
  spec.revisionHistoryLimit ??= 10
  spec.progressDeadlineSeconds ??= 600
  const strategy = asDraft(spec.strategy)
  spec.strategy = strategy
  strategy.type ??= 'RollingUpdate'
  if (strategy.type === 'RollingUpdate') {
    const rolling = asDraft(strategy.rollingUpdate)
    strategy.rollingUpdate = rolling
    rolling.maxUnavailable ??= '25%'
    rolling.maxSurge ??= '25%'
  }
  podTemplateDefaults(spec.template)
}
