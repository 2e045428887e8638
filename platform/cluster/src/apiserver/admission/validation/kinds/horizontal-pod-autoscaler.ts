import { asArray, asObject, asString } from '../../../../machinery/json/json.ts'
import type { KindRules } from './kind-rules.ts'
import { checkMetric } from './metric-spec.ts'

export const horizontalPodAutoscalerRules: KindRules = {
  check(object, causes) {
    const { minReplicas, maxReplicas, scaleTargetRef, metrics } = asObject(object.spec)
    if (typeof minReplicas === 'number' && minReplicas < 1) {
      causes.invalid('spec.minReplicas', minReplicas, 'must be greater than or equal to 1')
    }
    if (typeof maxReplicas !== 'number' || maxReplicas < 1) {
      causes.invalid('spec.maxReplicas', maxReplicas ?? 0, 'must be greater than 0')
    } else if (typeof minReplicas === 'number' && maxReplicas < minReplicas) {
      causes.invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`')
    }
    const target = asObject(scaleTargetRef)
    for (const name of ['kind', 'name']) {
      if (asString(target[name]) === '') causes.required(`spec.scaleTargetRef.${name}`)
    }
    for (const [index, item] of asArray(metrics).entries()) {
      checkMetric(asObject(item), `spec.metrics[${index}]`, causes)
    }
  },
}
