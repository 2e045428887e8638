import type { HorizontalPodAutoscalerSpec, HPAScalingRules } from '#kubernetes/autoscaling/v2'

/** What was recommended and done lately; times in milliseconds. */
export interface ScalingHistory {
  recommendations: { atMs: number; replicas: number }[]
  /** Pods added, or taken away where negative. */
  changes: { atMs: number; by: number }[]
}

export interface BehavedScale {
  replicas: number
  /** The condition reasons that upstream gives (AbleToScale, ScalingLimited). */
  stabilized: 'ReadyForNewScale' | 'ScaleUpStabilized' | 'ScaleDownStabilized'
  limited: 'DesiredWithinRange' | 'ScaleUpLimit' | 'ScaleDownLimit' | 'TooManyReplicas' | 'TooFewReplicas'
}

type Direction = 'up' | 'down'

/** `--horizontal-pod-autoscaler-downscale-stabilization`. */
const downStabilizationSeconds = 300
const defaultPolicies: Record<Direction, NonNullable<HPAScalingRules['policies']>> = {
  up: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
  down: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
}

/**
 * What may be done now of what is wanted: recommendations of the stabilization window first, then the rate policies,
 * then the limits (HPA documentation: "Configurable scaling behavior"). `history` includes the present recommendation.
 */
export function behave(
  spec: HorizontalPodAutoscalerSpec,
  current: number,
  wanted: number,
  history: ScalingHistory,
  nowMs: number,
): BehavedScale {
  const { behavior, maxReplicas, minReplicas = 1 } = spec
  const within = (seconds: number) =>
    history.recommendations
      .filter(({ atMs }) => nowMs - atMs <= seconds * 1000)
      .map(({ replicas }) => replicas)
  const upFloor = Math.min(wanted, ...within(behavior?.scaleUp?.stabilizationWindowSeconds ?? 0))
  const downCeiling = Math.max(
    wanted,
    ...within(behavior?.scaleDown?.stabilizationWindowSeconds ?? downStabilizationSeconds),
  )
  const stable = Math.min(Math.max(current, upFloor), downCeiling)
  const stabilized =
    stable === wanted ? 'ReadyForNewScale' : wanted > stable ? 'ScaleUpStabilized' : 'ScaleDownStabilized'
  if (stable > current) {
    const limit = Math.max(current, rateLimit('up', behavior?.scaleUp, current, history, nowMs))
    const most = Math.min(limit, maxReplicas)
    if (stable > most) {
      return { replicas: most, stabilized, limited: limit < maxReplicas ? 'ScaleUpLimit' : 'TooManyReplicas' }
    }
  }
  if (stable < current) {
    const limit = Math.min(current, rateLimit('down', behavior?.scaleDown, current, history, nowMs))
    const least = Math.max(limit, minReplicas)
    if (stable < least) {
      return {
        replicas: least,
        stabilized,
        limited: limit > minReplicas ? 'ScaleDownLimit' : 'TooFewReplicas',
      }
    }
  }
  if (stable > maxReplicas) return { replicas: maxReplicas, stabilized, limited: 'TooManyReplicas' }
  if (stable < minReplicas) return { replicas: minReplicas, stabilized, limited: 'TooFewReplicas' }
  return { replicas: stable, stabilized, limited: 'DesiredWithinRange' }
}

/** Forgets what no window can reach any more. */
export function trimHistory(spec: HorizontalPodAutoscalerSpec, history: ScalingHistory, nowMs: number): void {
  const { scaleUp, scaleDown } = spec.behavior ?? {}
  const windowMs =
    1000 *
    Math.max(
      scaleUp?.stabilizationWindowSeconds ?? 0,
      scaleDown?.stabilizationWindowSeconds ?? downStabilizationSeconds,
    )
  const periods = [...policiesOf('up', scaleUp), ...policiesOf('down', scaleDown)]
  const periodMs = 1000 * Math.max(...periods.map(({ periodSeconds }) => periodSeconds))
  history.recommendations = history.recommendations.filter(({ atMs }) => nowMs - atMs <= windowMs)
  history.changes = history.changes.filter(({ atMs }) => nowMs - atMs <= periodMs)
}

/** The size that the policies allow at the utmost, each counted from the size at the start of its period. */
function rateLimit(
  direction: Direction,
  rules: HPAScalingRules | undefined,
  current: number,
  history: ScalingHistory,
  nowMs: number,
): number {
  if (rules?.selectPolicy === 'Disabled') return current
  const limits = policiesOf(direction, rules).map(({ type, value, periodSeconds }) => {
    const recent = history.changes.filter(({ atMs }) => nowMs - atMs < periodSeconds * 1000)
    const start = current - recent.reduce((total, { by }) => total + by, 0)
    if (direction === 'up') return type === 'Pods' ? start + value : Math.ceil(start * (1 + value / 100))
    return type === 'Pods' ? start - value : Math.floor(start * (1 - value / 100))
  })
  const widest = direction === 'up' ? Math.max(...limits) : Math.min(...limits)
  const narrowest = direction === 'up' ? Math.min(...limits) : Math.max(...limits)
  return rules?.selectPolicy === 'Min' ? narrowest : widest
}

function policiesOf(direction: Direction, rules: HPAScalingRules | undefined) {
  const given = rules?.policies ?? []
  return given.length > 0 ? given : defaultPolicies[direction]
}
