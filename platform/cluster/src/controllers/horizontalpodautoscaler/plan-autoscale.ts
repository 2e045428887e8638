import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerCondition,
  HorizontalPodAutoscalerStatus,
} from 'kubernetes-types/autoscaling/v2.js'
import { withCondition } from '../metadata/conditions.ts'
import { formatTime } from '../metadata/time.ts'

export interface AutoscalePlan {
  /** The size that the target shall have. */
  replicas: number
  reason: 'TooFewReplicas' | 'TooManyReplicas' | 'DesiredWithinRange' | 'ScalingDisabled'
}

/** The size by the limits alone. A target at 0 is switched off by hand and stays so (HPA documentation). */
export function planAutoscale(
  spec: Pick<NonNullable<HorizontalPodAutoscaler['spec']>, 'minReplicas' | 'maxReplicas'>,
  current: number,
): AutoscalePlan {
  const min = spec.minReplicas ?? 1
  if (current === 0 && min !== 0) return { replicas: 0, reason: 'ScalingDisabled' }
  if (current < min) return { replicas: min, reason: 'TooFewReplicas' }
  if (current > spec.maxReplicas) return { replicas: spec.maxReplicas, reason: 'TooManyReplicas' }
  return { replicas: current, reason: 'DesiredWithinRange' }
}

const limited: Record<AutoscalePlan['reason'], string> = {
  TooFewReplicas: 'the desired replica count is less than the minimum replica count',
  TooManyReplicas: 'the desired replica count is more than the maximum replica count',
  DesiredWithinRange: 'the desired count is within the acceptable range',
  ScalingDisabled: 'scaling is disabled since the replica count of the target is zero',
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
  set(
    'AbleToScale',
    true,
    'SucceededGetScale',
    "the HPA controller was able to get the target's current scale",
  )
  if (plan.reason === 'ScalingDisabled') set('ScalingActive', false, plan.reason, limited[plan.reason])
  else {
    // Not upstream's FailedGetResourceMetric: Argo CD calls that degraded, and here nothing is broken.
    set(
      'ScalingActive',
      false,
      'MetricsNotAvailable',
      'metrics are not available in this cluster: the target is kept between minReplicas and maxReplicas only',
    )
  }
  const clamped = plan.reason === 'TooFewReplicas' || plan.reason === 'TooManyReplicas'
  set('ScalingLimited', clamped, plan.reason, limited[plan.reason])
  const lastScaleTime = scaled ? formatTime(nowMs) : autoscaler.status?.lastScaleTime
  return {
    currentReplicas: current,
    desiredReplicas: plan.replicas,
    currentMetrics: [],
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
