import { asObject, asString, isObject, type JsonObject } from '../../../../machinery/json/json.ts'
import { readQuantity } from '../../../../machinery/quantity/quantity-value.ts'
import type { Causes } from '../causes.ts'
import { dnsLabel, pathSegment } from '../names.ts'

interface Source {
  /** The field that has it. */
  field: string
  check(source: JsonObject, field: string, causes: Causes): void
}

/** By the type that a metric names. */
const sources: { [type: string]: Source } = {
  ContainerResource: { field: 'containerResource', check: checkContainerResource },
  External: { field: 'external', check: checkExternal },
  Object: { field: 'object', check: checkObject },
  Pods: { field: 'pods', check: checkPods },
  Resource: { field: 'resource', check: checkResource },
}
const types = Object.keys(sources)

/** The rules of a metric of an autoscaler, in upstream's words (autoscaling/validation: `validateMetricSpec`). */
export function checkMetric(metric: JsonObject, field: string, causes: Causes): void {
  const type = asString(metric.type)
  const named = types.includes(type) ? sources[type] : undefined
  if (type === '') causes.required(`${field}.type`, 'must specify a metric source type')
  if (named === undefined) causes.unsupported(`${field}.type`, type, types)
  const present = Object.values(sources).filter((source) => metric[source.field] !== undefined)
  present[0]?.check(asObject(metric[present[0].field]), `${field}.${present[0].field}`, causes)
  if (named !== undefined && !present.includes(named)) {
    causes.required(`${field}.${named.field}`, 'must populate information for the given metric source')
  }
  if (present.length === 1) return
  for (const other of present) {
    if (other !== named)
      causes.forbidden(`${field}.${other.field}`, 'must populate the given metric source only')
  }
}

function checkResource(source: JsonObject, field: string, causes: Causes): void {
  if (asString(source.name) === '') causes.required(`${field}.name`, 'must specify a resource name')
  checkResourceTarget(source, `${field}.target`, causes)
}

function checkContainerResource(source: JsonObject, field: string, causes: Causes): void {
  if (asString(source.name) === '') causes.required(`${field}.name`, 'must specify a resource name')
  const container = asString(source.container)
  const wrong = container === '' ? undefined : dnsLabel(container)
  if (container === '') causes.required(`${field}.container`, 'must specify a container')
  else if (wrong !== undefined) causes.invalid(`${field}.container`, container, wrong)
  checkResourceTarget(source, `${field}.target`, causes)
}

function checkResourceTarget(source: JsonObject, field: string, causes: Causes): void {
  const { averageUtilization, averageValue } = checkTarget(source, field, causes)
  if (averageUtilization === undefined && averageValue === undefined) {
    causes.required(
      `${field}.averageUtilization`,
      'must set either a target raw value or a target utilization',
    )
  } else if (averageUtilization !== undefined && averageValue !== undefined) {
    causes.forbidden(`${field}.averageValue`, 'may not set both a target raw value and a target utilization')
  }
}

function checkPods(source: JsonObject, field: string, causes: Causes): void {
  checkIdentifier(source, `${field}.metric`, causes)
  const { averageValue } = checkTarget(source, `${field}.target`, causes)
  if (averageValue === undefined) {
    causes.required(`${field}.target.averageValue`, 'must specify a positive target averageValue')
  }
}

function checkObject(source: JsonObject, field: string, causes: Causes): void {
  const described = asObject(source.describedObject)
  for (const name of ['kind', 'name']) {
    if (asString(described[name]) === '') causes.required(`${field}.describedObject.${name}`)
  }
  checkIdentifier(source, `${field}.metric`, causes)
  const { value, averageValue } = checkTarget(source, `${field}.target`, causes)
  if (value === undefined && averageValue === undefined) {
    causes.required(`${field}.target.averageValue`, 'must set either a target value or averageValue')
  }
}

function checkExternal(source: JsonObject, field: string, causes: Causes): void {
  checkIdentifier(source, `${field}.metric`, causes)
  const { value, averageValue } = checkTarget(source, `${field}.target`, causes)
  if (value === undefined && averageValue === undefined) {
    causes.required(
      `${field}.target.averageValue`,
      'must set either a target value for metric or a per-pod target',
    )
  } else if (value !== undefined && averageValue !== undefined) {
    causes.forbidden(
      `${field}.target.value`,
      'may not set both a target value for metric and a per-pod target',
    )
  }
}

function checkIdentifier(source: JsonObject, field: string, causes: Causes): void {
  const name = asString(asObject(source.metric).name)
  const wrong = name === '' ? undefined : pathSegment(name)
  if (name === '') causes.required(`${field}.name`, 'must specify a metric name')
  else if (wrong !== undefined) causes.invalid(`${field}.name`, name, wrong)
}

function checkTarget(source: JsonObject, field: string, causes: Causes): JsonObject {
  const target = isObject(source.target) ? source.target : {}
  const type = asString(target.type)
  if (type === '') causes.required(`${field}.type`, 'must specify a metric target type')
  if (!['AverageValue', 'Utilization', 'Value'].includes(type)) {
    causes.invalid(`${field}.type`, type, 'must be either Utilization, Value, or AverageValue')
  }
  for (const name of ['value', 'averageValue']) {
    const quantity = readQuantity(asString(target[name]))
    if (quantity !== undefined && quantity.mantissa <= 0n) {
      causes.invalid(`${field}.${name}`, target[name], 'must be positive')
    }
  }
  const { averageUtilization } = target
  if (typeof averageUtilization === 'number' && averageUtilization < 1) {
    causes.invalid(`${field}.averageUtilization`, averageUtilization, 'must be greater than 0')
  }
  return target
}
