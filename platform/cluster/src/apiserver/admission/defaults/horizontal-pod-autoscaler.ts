import { asDraft, isDraft, type JsonDraft } from '../../../machinery/json/json.ts'

export function horizontalPodAutoscalerDefaults(spec: JsonDraft): void {
  spec.minReplicas ??= 1
  spec.metrics ??= [
    { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
  ]
  if (!isDraft(spec.behavior)) return
  const up = asDraft(spec.behavior.scaleUp)
  up.stabilizationWindowSeconds ??= 0
  up.selectPolicy ??= 'Max'
  up.policies ??= [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ]
  const down = asDraft(spec.behavior.scaleDown)
  down.selectPolicy ??= 'Max'
  down.policies ??= [{ type: 'Percent', value: 100, periodSeconds: 15 }]
  spec.behavior.scaleUp = up
  spec.behavior.scaleDown = down
}
