import { expect, it } from 'vitest'
import type { Node, PodSpec } from '#kubernetes/core/v1'
import type { Live } from '../../machinery/objects.ts'
import { unfitness } from './fits-node.ts'

const node: Live<Node> = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: 'local',
    uid: 'u',
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
    labels: { disk: 'ssd' },
  },
  spec: {},
  status: { allocatable: { cpu: '2', memory: '1Gi' } },
}
const requests = (cpu: string, memory = '0') => ({ name: 'c', resources: { requests: { cpu, memory } } })
const cordoned = { ...node, spec: { unschedulable: true } }

it.each<{ title: string; spec: PodSpec; on?: Live<Node>; bound?: PodSpec[]; want: string[] }>([
  { title: 'asks for nothing', spec: { containers: [{ name: 'c' }] }, want: [] },
  { title: 'asks for all there is', spec: { containers: [requests('2', '1Gi')] }, want: [] },
  {
    title: 'asks for more',
    spec: { containers: [requests('2100m', '2Gi')] },
    want: ['1 Insufficient cpu', '1 Insufficient memory'],
  },
  {
    title: 'asks for more than is left',
    spec: { containers: [requests('1')] },
    bound: [{ containers: [requests('600m'), requests('600m')] }],
    want: ['1 Insufficient cpu'],
  },
  {
    title: 'has an init container that asks for more',
    spec: { containers: [requests('1')], initContainers: [requests('3')] },
    want: ['1 Insufficient cpu'],
  },
  { title: 'selects the node', spec: { containers: [], nodeSelector: { disk: 'ssd' } }, want: [] },
  {
    title: 'selects another node',
    spec: { containers: [], nodeSelector: { disk: 'tape' } },
    want: ["1 node(s) didn't match Pod's node affinity/selector"],
  },
  {
    title: 'meets a cordoned node',
    spec: { containers: [] },
    on: cordoned,
    want: ['1 node(s) were unschedulable'],
  },
  {
    title: 'tolerates a cordoned node',
    spec: { containers: [], tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }] },
    on: cordoned,
    want: [],
  },
  {
    title: 'needs a volume that nobody provides',
    spec: { containers: [], volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }] },
    want: ['pod has unbound immediate PersistentVolumeClaims'],
  },
])('a pod that $title', ({ spec, on = node, bound = [], want }) => {
  expect(
    unfitness(
      { spec },
      on,
      bound.map((other) => ({ spec: other })),
    ),
  ).toEqual(want)
})
