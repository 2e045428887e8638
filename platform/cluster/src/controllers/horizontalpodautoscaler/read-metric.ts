import type { MetricSpec } from '#kubernetes/autoscaling/v2'
import type { Pod } from '#kubernetes/core/v1'
import type { ContainerUsage } from '../../client/kubelet.ts'
import { isPodReady, podReadySince } from '../../client/pod-state.ts'
import type { Live } from '../../machinery/objects.ts'
import { numberOf, readQuantity } from '../../machinery/quantity/quantity-value.ts'

/** What a metric says about the pods of a target; cpu in cores, memory in bytes. */
export interface MetricReading {
  /** For messages, such as `cpu resource utilization (percentage of request)`. */
  title: string
  resource: string
  container: string | undefined
  /** Percent of the request that the pods shall use; undefined when the target is an average value. */
  targetUtilization: number | undefined
  /** Measured pods: what each uses, and what it would use if it were on target. */
  measured: PodLoad[]
  /** Pods on target that do not count yet: not ready, or not for long enough to be measured. */
  unready: PodLoad[]
  /** Pods that should be measured and are not. */
  missing: PodLoad[]
}

/** A pod that is ready for less than upstream's metrics resolution is still warming up. */
const shortestReadyMs = 15_000

export interface PodLoad {
  usage: number
  goal: number
  request: number | undefined
}

export type MetricOutcome =
  | { reading: MetricReading }
  /** `broken` is a mistake in the spec; otherwise there is only nothing to go by. */
  | { problem: string; broken: boolean }

/** Reads one metric of an autoscaler from what the target's pods use (HPA documentation: "Algorithm details"). */
export function readMetric(
  metric: MetricSpec,
  pods: readonly Live<Pod>[],
  usage: readonly ContainerUsage[],
  nowMs: number,
): MetricOutcome {
  const source = metric.type === 'ContainerResource' ? metric.containerResource : metric.resource
  if (source === undefined || (metric.type !== 'Resource' && metric.type !== 'ContainerResource')) {
    return { problem: `metrics of type ${metric.type} are not available in this cluster`, broken: false }
  }
  const { name: resource, target } = source
  if (resource !== 'cpu' && resource !== 'memory') {
    return { problem: `the metric of resource ${resource} is not available in this cluster`, broken: false }
  }
  const container = metric.type === 'ContainerResource' ? metric.containerResource?.container : undefined
  const byUtilization = target.averageUtilization !== undefined
  const averageValue = readQuantity(target.averageValue)
  const reading: MetricReading = {
    title: `${resource}${container === undefined ? '' : ' container'} resource${byUtilization ? ' utilization (percentage of request)' : ''}`,
    resource,
    container,
    targetUtilization: target.averageUtilization,
    measured: [],
    unready: [],
    missing: [],
  }
  for (const pod of pods) {
    // It is on its way out, or never coming back.
    if (pod.metadata.deletionTimestamp !== undefined || pod.status?.phase === 'Failed') continue
    const request = requestOf(pod, resource, container)
    if (byUtilization && typeof request !== 'number') {
      const problem = `failed to get ${resource} utilization: missing request for ${resource} in container ${request.container} of Pod ${pod.metadata.name}`
      return { problem, broken: true }
    }
    const goal = byUtilization
      ? (Number(request) * (target.averageUtilization ?? 0)) / 100
      : averageValue === undefined
        ? 0
        : numberOf(averageValue)
    const load = { usage: 0, goal, request: typeof request === 'number' ? request : undefined }
    const measured = usageOf(pod, usage, resource, container)
    if (!isPodReady(pod)) reading.unready.push(load)
    else if (measured === undefined) reading.missing.push(load)
    else if (resource === 'cpu' && !coversReadyTimeOnly(pod, measured.windowMs, nowMs)) {
      reading.unready.push(load)
    } else reading.measured.push({ ...load, usage: measured.amount })
  }
  if (reading.measured.length === 0) {
    return { problem: `no pod of the target has been measured for ${resource} yet`, broken: false }
  }
  return { reading }
}

/** Start-up costs CPU that says nothing about the load, so only what was measured while the pod was ready counts. */
function coversReadyTimeOnly(pod: Live<Pod>, windowMs: number, nowMs: number): boolean {
  // The time in the condition is cut to whole seconds.
  const readyForMs = nowMs - (podReadySince(pod) ?? nowMs) - 1000
  return readyForMs >= Math.max(windowMs, shortestReadyMs)
}

/** The pod's request, or the first container that has none. */
function requestOf(
  { spec }: Live<Pod>,
  resource: string,
  only: string | undefined,
): number | { container: string } {
  let total = 0
  for (const { name, resources } of spec?.containers ?? []) {
    if (only !== undefined && name !== only) continue
    const request = readQuantity(resources?.requests?.[resource])
    if (request === undefined) return { container: name }
    total += numberOf(request)
  }
  return total
}

function usageOf(
  { metadata }: Live<Pod>,
  usage: readonly ContainerUsage[],
  resource: 'cpu' | 'memory',
  only: string | undefined,
): { amount: number; windowMs: number } | undefined {
  const own = usage.filter(
    ({ namespace, pod, container }) =>
      namespace === metadata.namespace && pod === metadata.name && (only === undefined || container === only),
  )
  if (own.length === 0 || (resource === 'cpu' && own.some(({ windowMs }) => windowMs <= 0))) return undefined
  return {
    amount: own.reduce(
      (sum, { cpuCores, memoryBytes }) => sum + (resource === 'cpu' ? cpuCores : memoryBytes),
      0,
    ),
    windowMs: Math.max(...own.map(({ windowMs }) => windowMs)),
  }
}
