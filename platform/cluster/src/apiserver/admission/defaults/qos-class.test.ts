import { expect, test } from 'vitest'
import { qosClass } from './qos-class.ts'

const all = { cpu: '1', memory: '1Gi' }

test.each([
  { resources: {}, want: 'BestEffort' },
  { resources: { requests: { cpu: '0' }, limits: { memory: '0' } }, want: 'BestEffort' },
  { resources: { requests: { cpu: '100m' } }, want: 'Burstable' },
  { resources: { limits: all, requests: { ...all, cpu: '500m' } }, want: 'Burstable' },
  { resources: { limits: { cpu: '1' }, requests: { cpu: '1' } }, want: 'Burstable' },
  { resources: { limits: all }, want: 'Guaranteed' },
  { resources: { limits: all, requests: { cpu: '1.', memory: '1Gi' } }, want: 'Guaranteed' },
])('a pod with $resources is $want', ({ resources, want }) => {
  expect(qosClass({ containers: [{ resources }] })).toBe(want)
})
