import { expect, it } from 'vitest'
import type { Deployment } from './deployments.ts'
import { doraMetrics } from './dora.ts'

const hour = 3_600_000
const day = 24 * hour

function release(revision: string, at: number, more: Partial<Deployment> = {}): Deployment {
  return {
    revision,
    apps: ['web'],
    kind: 'release',
    at,
    evidence: 'git',
    changesAt: [],
    degraded: false,
    isRework: false,
    ...more,
  }
}

function rollback(undoes: string, at: number): Deployment {
  return release(`undo ${undoes}`, at, { kind: 'rollback', undoes })
}

it.each([
  {
    name: 'nothing',
    deployments: [],
    want: {
      deployments: 0,
      deploymentsPerDay: 0,
      leadTimeMs: undefined,
      changeFailRate: undefined,
      recoveryTimeMs: undefined,
      reworkRate: undefined,
    },
  },
  {
    name: 'two releases, the second of two changes',
    deployments: [
      release('a', hour, { changesAt: [0] }),
      release('b', 5 * hour, { changesAt: [2 * hour, 4 * hour] }),
    ],
    want: {
      deployments: 2,
      deploymentsPerDay: 1,
      leadTimeMs: hour,
      changeFailRate: 0,
      recoveryTimeMs: undefined,
      reworkRate: 0,
    },
  },
  {
    name: 'a failure that is undone after half an hour and fixed',
    deployments: [
      release('a', hour),
      release('b', 2 * hour),
      rollback('b', 2.5 * hour),
      release('c', 4 * hour, { isRework: true }),
    ],
    want: {
      deployments: 3,
      deploymentsPerDay: 1.5,
      leadTimeMs: undefined,
      changeFailRate: 1 / 3,
      recoveryTimeMs: hour / 2,
      reworkRate: 1 / 3,
    },
  },
  {
    name: 'a failure that is undone and fixed within a second',
    deployments: [
      release('a', hour),
      release('b', hour),
      rollback('b', hour),
      release('c', hour, { isRework: true }),
    ],
    want: {
      deployments: 3,
      deploymentsPerDay: 1.5,
      leadTimeMs: undefined,
      changeFailRate: 1 / 3,
      recoveryTimeMs: 0,
      reworkRate: 1 / 3,
    },
  },
  {
    name: 'a failure that nobody has undone yet',
    deployments: [release('a', hour), release('b', 2 * hour, { changesAt: [hour], degraded: true })],
    want: {
      deployments: 2,
      deploymentsPerDay: 1,
      leadTimeMs: hour,
      changeFailRate: 1 / 2,
      recoveryTimeMs: undefined,
      reworkRate: 0,
    },
  },
  {
    name: 'a failure whose first rollback was no better: it ends with the second, and is one',
    deployments: [
      release('a', hour),
      release('b', 2 * hour),
      rollback('b', 3 * hour),
      { ...rollback('b', 5 * hour), revision: 'undo again' },
    ],
    want: {
      deployments: 2,
      deploymentsPerDay: 1,
      leadTimeMs: undefined,
      changeFailRate: 1 / 2,
      recoveryTimeMs: 3 * hour,
      reworkRate: 0,
    },
  },
  {
    name: 'a failure of before the time asked for, undone in it: its recovery, and no share of others',
    deployments: [release('a', -hour), rollback('a', hour), release('b', 2 * hour)],
    want: {
      deployments: 1,
      deploymentsPerDay: 0.5,
      leadTimeMs: undefined,
      changeFailRate: 0,
      recoveryTimeMs: 2 * hour,
      reworkRate: 0,
    },
  },
  {
    name: 'what is older than the time asked for',
    deployments: [release('a', -hour), rollback('a', -hour / 2), release('b', hour)],
    want: {
      deployments: 1,
      deploymentsPerDay: 0.5,
      leadTimeMs: undefined,
      changeFailRate: 0,
      recoveryTimeMs: undefined,
      reworkRate: 0,
    },
  },
])('measures $name', ({ deployments, want }) => {
  expect(doraMetrics(deployments, 0, 2 * day)).toEqual(want)
})
