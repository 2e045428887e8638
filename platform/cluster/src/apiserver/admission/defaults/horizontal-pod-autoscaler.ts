import { asObject, isObject, type JsonObject } from '../../../machinery/json/json.ts'

export function horizontalPodAutoscalerDefaults(spec: JsonObject): void {
  spec.minReplicas ??= 1
  spec.metrics ??= [
    { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
  ]
  if (!isObject(spec.behavior)) return
  const up = asObject(spec.behavior.scaleUp)
  up.stabilizationWindowSeconds ??= 0
  up.selectPolicy ??= 'Max'
  up.policies ??= [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ]
  const down = asObject(spec.behavior.scaleDown)
  down.selectPolicy ??= 'Max'
  down.policies ??= [{ type: 'Percent', value: 100, periodSeconds: 15 }]
  spec.behavior.scaleUp = up
  spec.behavior.scaleDown = down
}
