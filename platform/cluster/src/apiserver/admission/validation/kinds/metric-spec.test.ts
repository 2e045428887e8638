import { expect, it } from 'vitest'
import type { JsonObject } from '../../../../machinery/json/json.ts'
import { Causes } from '../causes.ts'
import { checkMetric } from './metric-spec.ts'

function problemsOf(metric: JsonObject): string[] {
  const causes = new Causes()
  checkMetric(metric, 'm', causes)
  return causes.found.map(({ field, message }) => `${field}: ${message}`)
}

const utilization = { type: 'Utilization', averageUtilization: 50 }
const metric = { name: 'requests' }

it.each([
  { type: 'Resource', resource: { name: 'cpu', target: utilization } },
  { type: 'ContainerResource', containerResource: { name: 'cpu', container: 'web', target: utilization } },
  { type: 'Pods', pods: { metric, target: { type: 'AverageValue', averageValue: '1k' } } },
  {
    type: 'Object',
    object: {
      describedObject: { kind: 'Ingress', name: 'web' },
      metric,
      target: { type: 'Value', value: '10' },
    },
  },
  { type: 'External', external: { metric, target: { type: 'Value', value: '500m' } } },
])('takes a metric of the type $type', (given) => {
  expect(problemsOf(given)).toEqual([])
})

// The words of upstream, pkg/apis/autoscaling/validation/validation.go.
it.each([
  {
    name: 'without a target',
    given: { type: 'Resource', resource: { name: 'cpu' } },
    want: [
      'm.resource.target.type: Required value: must specify a metric target type',
      'm.resource.target.type: Invalid value: "": must be either Utilization, Value, or AverageValue',
      'm.resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization',
    ],
  },
  {
    name: 'with two targets',
    given: { type: 'Resource', resource: { name: 'cpu', target: { ...utilization, averageValue: '1' } } },
    want: [
      'm.resource.target.averageValue: Forbidden: may not set both a target raw value and a target utilization',
    ],
  },
  {
    name: 'of nothing',
    given: { type: 'Resource' },
    want: ['m.resource: Required value: must populate information for the given metric source'],
  },
  {
    name: 'of another type than it names',
    given: { type: 'Pods', resource: { name: 'cpu', target: utilization } },
    want: ['m.pods: Required value: must populate information for the given metric source'],
  },
  {
    name: 'of two types',
    given: {
      type: 'Resource',
      resource: { name: 'cpu', target: utilization },
      pods: { metric, target: { type: 'AverageValue', averageValue: '1' } },
    },
    want: ['m.pods: Forbidden: must populate the given metric source only'],
  },
  {
    name: 'with a target of nothing',
    given: { type: 'Pods', pods: { metric: {}, target: { type: 'AverageValue', averageValue: '0' } } },
    want: [
      'm.pods.metric.name: Required value: must specify a metric name',
      'm.pods.target.averageValue: Invalid value: "0": must be positive',
    ],
  },
  {
    name: 'of an inherited type',
    given: { type: 'constructor' },
    want: [
      'm.type: Unsupported value: "constructor": supported values: "ContainerResource", "External", "Object", "Pods", "Resource"',
    ],
  },
])('refuses a metric $name', ({ given, want }) => {
  expect(problemsOf(given)).toEqual(want)
})
