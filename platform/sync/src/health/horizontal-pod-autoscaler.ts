import { condition } from '@gitops-example/kube-client/condition'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { type Health, healthy, progressing } from './health.ts'

/** Reasons that mean a wrong specification; missing metrics alone may come later. */
const wrong = ['FailedGetScale', 'InvalidSelector', 'InvalidMetricSourceType', 'FailedUpdateScale']

export function horizontalPodAutoscalerHealth(autoscaler: KubeObject): Health {
  const [able, active] = [condition(autoscaler, 'AbleToScale'), condition(autoscaler, 'ScalingActive')]
  for (const found of [able, active]) {
    if (found?.status === 'False' && wrong.includes(found.reason)) {
      return { status: 'Degraded', message: found.message }
    }
  }
  return able === undefined ? progressing('waiting to autoscale') : healthy
}
