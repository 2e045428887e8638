import { expect, test } from 'vitest'
import { resourceValue } from './resource-field-ref.ts'

const container = {
  name: 'main',
  resources: { limits: { cpu: '1500m', memory: '100Mi' }, requests: { cpu: '250m' } },
}
const spec = { containers: [container] }

// Kubernetes: pkg/api/v1/resource, ExtractContainerResourceValue.
test.each([
  { resource: 'limits.cpu', want: '2' },
  { resource: 'limits.cpu', divisor: '1m', want: '1500' },
  { resource: 'limits.cpu', divisor: '0', want: '2' },
  { resource: 'requests.cpu', divisor: '100m', want: '3' },
  { resource: 'limits.memory', want: '104857600' },
  { resource: 'limits.memory', divisor: '1Mi', want: '100' },
  { resource: 'limits.memory', divisor: '1M', want: '105' },
  { resource: 'requests.memory', divisor: '1Mi', want: '100' },
  { resource: 'requests.ephemeral-storage', want: '0' },
])('$resource in units of $divisor is $want', ({ want, ...selector }) => {
  expect(resourceValue(spec, container, selector)).toBe(want)
})
