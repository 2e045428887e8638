import { expect, test } from 'vitest'
import type { HorizontalPodAutoscalerBehavior } from '#kubernetes/autoscaling/v2'
import { type BehavedScale, behave, type ScalingHistory, trimHistory } from './scaling-behavior.ts'

const nowMs = 1_000_000

interface Case {
  title: string
  current: number
  wanted: number
  behavior?: HorizontalPodAutoscalerBehavior
  /** Seconds ago and size. */
  recommended?: [number, number][]
  /** Seconds ago and pods added. */
  changed?: [number, number][]
  want: Partial<BehavedScale>
}

function spec(behavior?: HorizontalPodAutoscalerBehavior) {
  const scaleTargetRef = { kind: 'Deployment', name: 'web' }
  return { minReplicas: 2, maxReplicas: 20, scaleTargetRef, ...(behavior === undefined ? {} : { behavior }) }
}

function historyOf({ recommended = [], changed = [], wanted }: Case): ScalingHistory {
  return {
    recommendations: [
      ...recommended.map(([ago, replicas]) => ({ atMs: nowMs - ago * 1000, replicas })),
      { atMs: nowMs, replicas: wanted },
    ],
    changes: changed.map(([ago, by]) => ({ atMs: nowMs - ago * 1000, by })),
  }
}

const noWindow = { scaleDown: { stabilizationWindowSeconds: 0 } }

test.for<Case>([
  { title: 'goes up at once, by four pods at least', current: 2, wanted: 6, want: { replicas: 6 } },
  {
    title: 'goes up by no more than four or the double within 15 seconds',
    current: 3,
    wanted: 12,
    want: { replicas: 7, limited: 'ScaleUpLimit' },
  },
  {
    title: 'counts what was added in the period before',
    current: 6,
    wanted: 12,
    changed: [[5, 4]],
    want: { replicas: 6, limited: 'ScaleUpLimit' },
  },
  {
    title: 'forgets what was added before the period',
    current: 6,
    wanted: 12,
    changed: [[16, 4]],
    want: { replicas: 12, limited: 'DesiredWithinRange' },
  },
  {
    title: 'stops at maxReplicas',
    current: 18,
    wanted: 40,
    want: { replicas: 20, limited: 'TooManyReplicas' },
  },
  {
    title: 'does not go down while five minutes ago more was wanted',
    current: 8,
    wanted: 3,
    recommended: [[299, 8]],
    want: { replicas: 8, stabilized: 'ScaleDownStabilized' },
  },
  {
    title: 'goes down to the highest of the last five minutes',
    current: 8,
    wanted: 3,
    recommended: [
      [301, 8],
      [200, 5],
    ],
    want: { replicas: 5, stabilized: 'ScaleDownStabilized' },
  },
  {
    title: 'goes down at once without a window',
    current: 8,
    wanted: 3,
    behavior: noWindow,
    want: { replicas: 3 },
  },
  {
    title: 'stops at minReplicas',
    current: 3,
    wanted: 1,
    behavior: noWindow,
    want: { replicas: 2, limited: 'TooFewReplicas' },
  },
  {
    title: 'waits to go up for the stabilization window',
    current: 3,
    wanted: 6,
    recommended: [[50, 4]],
    behavior: { scaleUp: { stabilizationWindowSeconds: 60 } },
    want: { replicas: 4, stabilized: 'ScaleUpStabilized' },
  },
  {
    title: 'goes down by one pod a minute when a policy says so',
    current: 8,
    wanted: 3,
    behavior: {
      scaleDown: { stabilizationWindowSeconds: 0, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] },
    },
    want: { replicas: 7, limited: 'ScaleDownLimit' },
  },
  {
    title: 'takes the smaller of two policies when selectPolicy says so',
    current: 10,
    wanted: 20,
    behavior: {
      scaleUp: {
        selectPolicy: 'Min',
        policies: [
          { type: 'Pods', value: 4, periodSeconds: 60 },
          { type: 'Percent', value: 10, periodSeconds: 60 },
        ],
      },
    },
    want: { replicas: 11, limited: 'ScaleUpLimit' },
  },
  {
    title: 'does not go down when that is disabled',
    current: 8,
    wanted: 3,
    behavior: { scaleDown: { stabilizationWindowSeconds: 0, selectPolicy: 'Disabled' } },
    want: { replicas: 8, limited: 'ScaleDownLimit' },
  },
])('$title', (given) => {
  const { behavior, current, wanted, want } = given
  expect(behave(spec(behavior), current, wanted, historyOf(given), nowMs)).toMatchObject(want)
})

test('forgets what no window reaches any more', () => {
  const history: ScalingHistory = {
    recommendations: [301, 299].map((ago) => ({ atMs: nowMs - ago * 1000, replicas: 1 })),
    changes: [16, 14].map((ago) => ({ atMs: nowMs - ago * 1000, by: 1 })),
  }
  trimHistory(spec(), history, nowMs)
  expect(history.recommendations).toHaveLength(1)
  expect(history.changes).toHaveLength(1)
})
