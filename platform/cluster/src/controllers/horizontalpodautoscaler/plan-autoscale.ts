import type { HorizontalPodAutoscalerSpec } from '#kubernetes/autoscaling/v2'
import type { MetricOutcome, MetricReading } from './read-metric.ts'
import { replicasForMetric, tolerancesOf } from './replicas-for-metric.ts'
import { type BehavedScale, behave, type ScalingHistory } from './scaling-behavior.ts'

export interface AutoscalePlan extends BehavedScale {
  /** Whether the target may be scaled by metrics: switched off at size 0, and idle without metrics. */
  active: { is: boolean; reason: string; message: string }
  /** Why the size changes, for the event. */
  because: string
  readings: MetricReading[]
}

/**
 * The size of a target of size `current`. The metric that asks for most wins; one that cannot be read forbids to scale
 * down, since it might ask for more. Without any the target only is kept within its limits.
 */
export function planAutoscale(
  spec: HorizontalPodAutoscalerSpec,
  current: number,
  outcomes: readonly MetricOutcome[],
  history: ScalingHistory,
  nowMs: number,
): AutoscalePlan {
  const readings = outcomes.flatMap((outcome) => ('reading' in outcome ? [outcome.reading] : []))
  const problem = outcomes.find((outcome) => 'problem' in outcome)
  const still = { replicas: current, stabilized: 'ReadyForNewScale', limited: 'DesiredWithinRange' } as const
  const { minReplicas = 1, maxReplicas } = spec
  if (current === 0 && minReplicas !== 0) {
    const message = 'scaling is disabled since the replica count of the target is zero'
    const active = { is: false, reason: 'ScalingDisabled', message }
    return { ...still, active, because: '', readings: [] }
  }
  const tolerances = tolerancesOf(spec.behavior)
  const proposals = readings.map((reading) => ({
    reading,
    wanted: replicasForMetric(reading, current, tolerances),
  }))
  const strongest = proposals.reduce<(typeof proposals)[number] | undefined>(
    (best, proposal) => (best === undefined || proposal.wanted > best.wanted ? proposal : best),
    undefined,
  )
  const active = activity(strongest?.reading, problem)
  if (current < minReplicas || current > maxReplicas) {
    const few = current < minReplicas
    const because = `Current number of replicas ${few ? 'below Spec.MinReplicas' : 'above Spec.MaxReplicas'}`
    const replicas = few ? minReplicas : maxReplicas
    return {
      ...still,
      replicas,
      limited: few ? 'TooFewReplicas' : 'TooManyReplicas',
      active,
      because,
      readings,
    }
  }
  if (strongest === undefined || (problem !== undefined && strongest.wanted < current)) {
    return { ...still, active, because: '', readings }
  }
  history.recommendations.push({ atMs: nowMs, replicas: strongest.wanted })
  const behaved = behave(spec, current, strongest.wanted, history, nowMs)
  const up = behaved.replicas > current
  const because = up ? `${strongest.reading.title} above target` : 'All metrics below target'
  return { ...behaved, active, because, readings }
}

function activity(
  strongest: MetricReading | undefined,
  problem: { problem: string; broken: boolean } | undefined,
): AutoscalePlan['active'] {
  if (strongest !== undefined) {
    const message = `the HPA was able to successfully calculate a replica count from ${strongest.title}`
    return { is: true, reason: 'ValidMetricFound', message }
  }
  if (problem?.broken) {
    const message = `the HPA was unable to compute the replica count: ${problem.problem}`
    return { is: false, reason: 'FailedGetResourceMetric', message }
  }
  // Not upstream's FailedGetResourceMetric: Argo CD calls that degraded, and here nothing is broken.
  const why = problem?.problem ?? 'metrics are not available in this cluster'
  const message = `${why}: the target is kept between minReplicas and maxReplicas only`
  return { is: false, reason: 'MetricsNotAvailable', message }
}
