import { expect, test } from 'vitest'
import type { HorizontalPodAutoscalerBehavior } from '#kubernetes/autoscaling/v2'
import type { MetricReading } from './read-metric.ts'
import { averageOf, replicasForMetric, tolerancesOf } from './replicas-for-metric.ts'

/** Pods that request 100 units and shall use half of them. */
const goal = 50
const loads = (...usages: number[]) => usages.map((usage) => ({ usage, goal, request: 100 }))
const reading = (part: Partial<MetricReading>): MetricReading => ({
  title: 'cpu',
  resource: 'cpu',
  container: undefined,
  targetUtilization: 50,
  measured: [],
  unready: [],
  missing: [],
  ...part,
})

test.for<{ title: string; part: Partial<MetricReading>; current: number; want: number }>([
  { title: 'doubles at twice the target', part: { measured: loads(100, 100) }, current: 2, want: 4 },
  { title: 'halves at half the target', part: { measured: loads(25, 25) }, current: 2, want: 1 },
  { title: 'stays within the tolerance', part: { measured: loads(54, 54) }, current: 2, want: 2 },
  { title: 'rounds up', part: { measured: loads(60, 60, 60) }, current: 3, want: 4 },
  {
    title: 'goes by the total, not by the busiest pod',
    part: { measured: loads(100, 0) },
    current: 2,
    want: 2,
  },
  {
    title: 'takes unready pods as idle on the way up',
    part: { measured: loads(100, 100), unready: loads(0, 0) },
    current: 4,
    want: 4,
  },
  {
    title: 'goes up with unready pods when the others are that busy',
    part: { measured: loads(200, 200), unready: loads(0) },
    current: 3,
    want: 8,
  },
  {
    title: 'leaves unready pods out on the way down',
    part: { measured: loads(10, 10), unready: loads(0, 0) },
    current: 4,
    want: 1,
  },
  {
    title: 'takes missing pods as using their request on the way down',
    part: { measured: loads(10, 10), missing: loads(0) },
    current: 3,
    want: 3,
  },
  {
    title: 'takes missing pods as idle on the way up',
    part: { measured: loads(100, 100), missing: loads(0) },
    current: 3,
    want: 4,
  },
  {
    title: 'never goes down because of what it assumes',
    part: { measured: loads(60, 60), missing: loads(0, 0) },
    current: 4,
    want: 4,
  },
])('$title', ({ part, current, want }) => {
  expect(replicasForMetric(reading(part), current)).toBe(want)
})

test('reports the average in units and in percent of the requests', () => {
  expect(averageOf(reading({ measured: loads(30, 50) }))).toEqual({ value: 40, utilization: 40 })
  expect(averageOf(reading({ measured: loads(30, 50), targetUtilization: undefined }))).toEqual({
    value: 40,
    utilization: undefined,
  })
})

test.for<{ title: string; behavior?: HorizontalPodAutoscalerBehavior; usage: number; want: number }>([
  { title: 'no tolerance of its own', usage: 54, want: 2 },
  { title: 'no tolerance on the way up', behavior: { scaleUp: { tolerance: '0' } }, usage: 51, want: 3 },
  { title: 'a large one on the way up', behavior: { scaleUp: { tolerance: '500m' } }, usage: 70, want: 2 },
  { title: 'one of the other direction', behavior: { scaleUp: { tolerance: '500m' } }, usage: 25, want: 1 },
  { title: 'a large one on the way down', behavior: { scaleDown: { tolerance: '0.5' } }, usage: 26, want: 2 },
])('with $title, $usage instead of 50 makes 2 pods $want', ({ behavior, usage, want }) => {
  const measured = { measured: loads(usage, usage) }
  expect(replicasForMetric(reading(measured), 2, tolerancesOf(behavior))).toBe(want)
})
