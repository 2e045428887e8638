import type { HorizontalPodAutoscalerBehavior } from '#kubernetes/autoscaling/v2'
import { numberOf, readQuantity } from '../../machinery/quantity/quantity-value.ts'
import type { MetricReading, PodLoad } from './read-metric.ts'

/** How far the ratio may be below and above 1 without changing anything. */
export interface Tolerances {
  scaleDown: number
  scaleUp: number
}

/** Upstream's `--horizontal-pod-autoscaler-tolerance`. */
const defaultTolerance = 0.1

/** Each direction of a `behavior` may have a tolerance of its own. */
export function tolerancesOf(behavior: HorizontalPodAutoscalerBehavior | undefined): Tolerances {
  const read = (text: string | undefined) => {
    const quantity = readQuantity(text)
    return quantity === undefined ? defaultTolerance : numberOf(quantity)
  }
  return { scaleDown: read(behavior?.scaleDown?.tolerance), scaleUp: read(behavior?.scaleUp?.tolerance) }
}

/**
 * How many pods would bring the metric to its target. Pods without a measure are taken at their most cautious: as idle
 * when that leads up, as busy when it leads down, and never so that the direction turns.
 */
export function replicasForMetric(
  reading: MetricReading,
  current: number,
  { scaleDown, scaleUp }: Tolerances = tolerancesOf(undefined),
): number {
  const { measured, unready, missing, targetUtilization } = reading
  const isTolerated = (ratio: number) => 1 - scaleDown <= ratio && ratio <= 1 + scaleUp
  const ratio = ratioOf(measured)
  const assumed = [...measured]
  if (ratio < 1) {
    // A missing pod counts as using all of its request.
    const factor = targetUtilization === undefined ? 1 : Math.max(100, targetUtilization) / targetUtilization
    assumed.push(...missing.map((load) => ({ ...load, usage: load.goal * factor })))
  }
  if (ratio > 1) assumed.push(...missing, ...unready)
  if (assumed.length === measured.length) {
    return isTolerated(ratio) ? current : ceil(ratio * measured.length)
  }
  const cautious = ratioOf(assumed)
  const turned = (ratio < 1 && cautious > 1) || (ratio > 1 && cautious < 1)
  if (turned || isTolerated(cautious)) return current
  const replicas = ceil(cautious * assumed.length)
  const against = (cautious < 1 && replicas > current) || (cautious > 1 && replicas < current)
  return against ? current : replicas
}

/** The average that the pods use, in percent of their requests where the target is such a percentage. */
export function averageOf({ measured, targetUtilization }: MetricReading): {
  value: number
  utilization: number | undefined
} {
  const used = sum(measured, ({ usage }) => usage)
  const requested = sum(measured, ({ request }) => request ?? 0)
  return {
    value: used / measured.length,
    utilization: targetUtilization === undefined ? undefined : Math.floor((used / requested) * 100),
  }
}

function ratioOf(loads: readonly PodLoad[]): number {
  const goal = sum(loads, (load) => load.goal)
  return goal === 0 ? 1 : sum(loads, ({ usage }) => usage) / goal
}

function sum(loads: readonly PodLoad[], of: (load: PodLoad) => number): number {
  return loads.reduce((total, load) => total + of(load), 0)
}

/** What floating point adds to a whole number is not a pod. */
function ceil(value: number): number {
  return Math.ceil(value - 1e-9)
}
