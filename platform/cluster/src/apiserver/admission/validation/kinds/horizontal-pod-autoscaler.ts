import { asArray, asObject, asString } from '../../../../machinery/json/json.ts'
import { oneOf } from '../fields.ts'
import type { KindRules } from './kind-rules.ts'

const metricTypes = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource']

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
      const metric = asObject(item)
      const at = `spec.metrics[${index}]`
      if (asString(metric.type) === '') causes.required(`${at}.type`, 'must specify a metric source type')
      else oneOf(metric.type, metricTypes, `${at}.type`, causes)
      if (metric.type === 'Resource' && metric.resource === undefined) {
        causes.required(`${at}.resource`, 'must populate information for the given metric source')
      }
    }
  },
}
