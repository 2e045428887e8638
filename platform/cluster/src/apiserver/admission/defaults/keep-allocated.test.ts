import { expect, test } from 'vitest'
import type { JsonObject } from '../../../machinery/json/json.ts'
import { builtInResources } from '../../registry/built-in-resources.ts'
import { keepAllocated } from './keep-allocated.ts'

const address = {
  clusterIP: '10.0.0.1',
  clusterIPs: ['10.0.0.1'],
  ipFamilies: ['IPv4'],
  ipFamilyPolicy: 'SingleStack',
}
const before = { type: 'ClusterIP', internalTrafficPolicy: 'Cluster', ...address }

const cases: { name: string; old: JsonObject; spec: JsonObject; want: JsonObject }[] = [
  {
    name: 'an address that is left out stays',
    old: before,
    spec: { type: 'ClusterIP' },
    want: { type: 'ClusterIP', ...address },
  },
  {
    name: 'an address that is given is for validation to judge',
    old: before,
    spec: { type: 'ClusterIP', clusterIP: '10.0.0.2' },
    want: { type: 'ClusterIP', ...address, clusterIP: '10.0.0.2' },
  },
  {
    name: 'an ExternalName has none',
    old: before,
    spec: { ...before, type: 'ExternalName', externalName: 'example.com' },
    want: { type: 'ExternalName', externalName: 'example.com' },
  },
  {
    name: 'what only a load balancer has goes with its type',
    old: {
      ...before,
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Cluster',
      allocateLoadBalancerNodePorts: true,
    },
    spec: { ...before, externalTrafficPolicy: 'Cluster', allocateLoadBalancerNodePorts: true },
    want: before,
  },
]

test.each(cases)('$name', ({ old, spec, want }) => {
  const service = builtInResources().find(({ kind }) => kind === 'Service')
  if (service === undefined) throw new Error('services are served')
  const draft: JsonObject = { spec: structuredClone(spec) }
  keepAllocated(service, { spec: old }, draft)
  expect(draft.spec).toEqual(want)
})
