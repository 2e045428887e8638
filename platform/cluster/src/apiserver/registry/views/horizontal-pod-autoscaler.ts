import { asArray, asObject, at, type JsonObject } from '../../../machinery/json/json.ts'
import type { View } from '../../../machinery/view.ts'

/**
 * `autoscaling/v1` over the autoscalers of `autoscaling/v2`: one CPU target in percent. As upstream does, what v1
 * cannot say travels in annotations.
 */
export const horizontalPodAutoscalerView: View = {
  hub: { group: 'autoscaling', version: 'v2' },
  toHub,
  fromHub,
}

const kind = 'HorizontalPodAutoscaler'
const metricsKey = 'autoscaling.alpha.kubernetes.io/metrics'
const behaviorKey = 'autoscaling.alpha.kubernetes.io/behavior'

function toHub(object: JsonObject): JsonObject {
  const { targetCPUUtilizationPercentage, ...spec } = asObject(object.spec)
  const { [metricsKey]: metricsText, [behaviorKey]: behaviorText, ...annotations } = annotationsOf(object)
  const cpu = targetCPUUtilizationPercentage
  const metrics = [...(cpu === undefined ? [] : [cpuMetric(cpu)]), ...asArray(parsed(metricsText))]
  const behavior = parsed(behaviorText)
  return {
    ...object,
    apiVersion: 'autoscaling/v2',
    kind,
    metadata: withAnnotations(object, annotations),
    spec: { ...spec, ...(metrics.length > 0 && { metrics }), ...(behavior !== undefined && { behavior }) },
  }
}

function fromHub(object: JsonObject): JsonObject {
  const { metrics, behavior, ...spec } = asObject(object.spec)
  const all = asArray(metrics)
  const cpu = all.find((metric) => cpuTarget(metric) !== undefined)
  const others = all.filter((metric) => metric !== cpu)
  const status = asObject(object.status)
  const { currentMetrics, conditions: _conditions, ...counts } = status
  const current = asArray(currentMetrics)
    .map((metric) => at(metric, 'resource', 'current', 'averageUtilization'))
    .find((value) => value !== undefined)
  const annotations = {
    ...annotationsOf(object),
    ...(others.length > 0 && { [metricsKey]: JSON.stringify(others) }),
    ...(behavior !== undefined && { [behaviorKey]: JSON.stringify(behavior) }),
  }
  return {
    ...object,
    apiVersion: 'autoscaling/v1',
    kind,
    metadata: withAnnotations(object, annotations),
    spec: { ...spec, ...(cpu !== undefined && { targetCPUUtilizationPercentage: cpuTarget(cpu) }) },
    status: {
      currentReplicas: 0,
      desiredReplicas: 0,
      ...counts,
      ...(current !== undefined && { currentCPUUtilizationPercentage: current }),
    },
  }
}

function cpuMetric(averageUtilization: unknown): JsonObject {
  return { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } }
}

function cpuTarget(metric: unknown): unknown {
  if (at(metric, 'resource', 'name') !== 'cpu') return undefined
  return at(metric, 'resource', 'target', 'averageUtilization')
}

function annotationsOf({ metadata }: JsonObject): JsonObject {
  return asObject(asObject(metadata).annotations)
}

function withAnnotations(object: JsonObject, annotations: JsonObject): JsonObject {
  const { annotations: _before, ...metadata } = asObject(object.metadata)
  return { ...metadata, ...(Object.keys(annotations).length > 0 && { annotations }) }
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined // an annotation that is not ours to read
  }
}
