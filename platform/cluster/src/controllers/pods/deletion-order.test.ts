import { expect, test } from 'vitest'
import type { PodFacts } from '../../client/pod-state.ts'
import { byDeletionOrder } from './deletion-order.ts'

interface Facts {
  node?: string
  phase?: string
  readySince?: string
  cost?: string
  restarts?: number
  created?: string
}

function pod(name: string, facts: Facts): PodFacts {
  const {
    node = 'local',
    phase = 'Running',
    readySince,
    cost,
    restarts = 0,
    created = '2026-01-01T00:00:00Z',
  } = facts
  return {
    metadata: {
      name,
      creationTimestamp: created,
      ...(cost === undefined ? {} : { annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost } }),
    },
    spec: { nodeName: node, containers: [] },
    status: {
      phase,
      conditions: [
        readySince === undefined
          ? { type: 'Ready', status: 'False' }
          : { type: 'Ready', status: 'True', lastTransitionTime: readySince },
      ],
      containerStatuses: [{ name: 'main', image: '', imageID: '', ready: true, restartCount: restarts }],
    },
  }
}

const early = '2026-01-01T00:00:00Z'
const late = '2026-01-01T01:00:00Z'

const cases: { title: string; first: Facts; second: Facts }[] = [
  { title: 'an unscheduled pod before a scheduled one', first: { node: '', readySince: early }, second: {} },
  { title: 'a pending pod before a running one', first: { phase: 'Pending', readySince: early }, second: {} },
  {
    title: 'a pod that is not ready before a ready one',
    first: { cost: '100' },
    second: { readySince: late },
  },
  { title: 'the cheaper one', first: { readySince: early, cost: '-5' }, second: { readySince: late } },
  {
    title: 'the one that got ready later',
    first: { readySince: late },
    second: { readySince: early, restarts: 9 },
  },
  {
    title: 'the one that restarted more',
    first: { readySince: early, restarts: 2 },
    second: { readySince: early, created: late },
  },
  { title: 'the younger one', first: { readySince: early, created: late }, second: { readySince: early } },
]

for (const { title, first, second } of cases) {
  test(`deletes ${title}`, () => {
    const pods = [pod('a', second), pod('b', first)].sort(byDeletionOrder)
    expect(pods.map(({ metadata }) => metadata?.name)).toEqual(['b', 'a'])
  })
}
