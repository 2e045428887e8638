import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerCondition,
  HorizontalPodAutoscalerStatus,
  MetricStatus,
} from '#kubernetes/autoscaling/v2'
import { withCondition } from '../../machinery/conditions.ts'
import { formatTime } from '../../machinery/time.ts'
import type { AutoscalePlan } from './plan-autoscale.ts'
import type { MetricReading } from './read-metric.ts'
import { averageOf } from './replicas-for-metric.ts'
import type { BehavedScale } from './scaling-behavior.ts'

const ableMessages: Record<BehavedScale['stabilized'], string> = {
  ReadyForNewScale: 'recommended size matches current size',
  ScaleUpStabilized:
    'recent recommendations were lower than current one, applying the lowest recent recommendation',
  ScaleDownStabilized:
    'recent recommendations were higher than current one, applying the highest recent recommendation',
}
const limitMessages: Record<BehavedScale['limited'], string> = {
  DesiredWithinRange: 'the desired count is within the acceptable range',
  ScaleUpLimit: 'the desired replica count is increasing faster than the maximum scale rate',
  ScaleDownLimit: 'the desired replica count is decreasing faster than the maximum scale rate',
  TooManyReplicas: 'the desired replica count is more than the maximum replica count',
  TooFewReplicas: 'the desired replica count is less than the minimum replica count',
}

export function observeAutoscaler(
  autoscaler: Pick<HorizontalPodAutoscaler, 'metadata' | 'status'>,
  current: number,
  plan: AutoscalePlan,
  nowMs: number,
): HorizontalPodAutoscalerStatus {
  const scaled = plan.replicas !== current
  let conditions = autoscaler.status?.conditions
  const set = (type: string, status: boolean, reason: string, message: string) => {
    conditions = withCondition<HorizontalPodAutoscalerCondition>(conditions, {
      type,
      status: status ? 'True' : 'False',
      reason,
      message,
      lastTransitionTime: formatTime(nowMs),
    })
  }
  if (scaled) {
    const message = `the HPA controller was able to update the target scale to ${plan.replicas}`
    set('AbleToScale', true, 'SucceededRescale', message)
  } else set('AbleToScale', true, plan.stabilized, ableMessages[plan.stabilized])
  set('ScalingActive', plan.active.is, plan.active.reason, plan.active.message)
  if (plan.active.reason !== 'ScalingDisabled') {
    set('ScalingLimited', plan.limited !== 'DesiredWithinRange', plan.limited, limitMessages[plan.limited])
  }
  const lastScaleTime = scaled ? formatTime(nowMs) : autoscaler.status?.lastScaleTime
  return {
    currentReplicas: current,
    desiredReplicas: plan.replicas,
    currentMetrics: plan.readings.map(metricStatus),
    observedGeneration: autoscaler.metadata?.generation ?? 0,
    ...(lastScaleTime === undefined ? {} : { lastScaleTime }),
    conditions: conditions ?? [],
  }
}

export function observeMissingTarget(
  autoscaler: Pick<HorizontalPodAutoscaler, 'metadata' | 'status'>,
  message: string,
  nowMs: number,
): HorizontalPodAutoscalerStatus {
  return {
    currentReplicas: 0,
    desiredReplicas: 0,
    observedGeneration: autoscaler.metadata?.generation ?? 0,
    conditions: withCondition(autoscaler.status?.conditions, {
      type: 'AbleToScale',
      status: 'False',
      reason: 'FailedGetScale',
      message: `the HPA controller was unable to get the target's current scale: ${message}`,
      lastTransitionTime: formatTime(nowMs),
    }),
  }
}

function metricStatus(reading: MetricReading): MetricStatus {
  const { value, utilization } = averageOf(reading)
  const averageValue = reading.resource === 'cpu' ? `${Math.round(value * 1000)}m` : String(Math.round(value))
  const current = { averageValue, ...(utilization === undefined ? {} : { averageUtilization: utilization }) }
  const { resource: name, container } = reading
  if (container === undefined) return { type: 'Resource', resource: { name, current } }
  return { type: 'ContainerResource', containerResource: { name, container, current } }
}
