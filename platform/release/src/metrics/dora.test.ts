import { expect, it } from 'vitest'
import type { Deployment } from './deployments.ts'
import { doraMetrics } from './dora.ts'

const hour = 3_600_000
const day = 24 * hour

function deployment(
  at: number,
  kind: Deployment['kind'] = 'release',
  changesAt: number[] = [],
  degraded = false,
): Deployment {
  return { revision: `at ${at}`, apps: ['web'], kind, at, evidence: 'git', changesAt, degraded }
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
    deployments: [deployment(hour, 'release', [0]), deployment(5 * hour, 'release', [2 * hour, 4 * hour])],
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
      deployment(hour),
      deployment(2 * hour),
      deployment(2.5 * hour, 'rollback'),
      deployment(4 * hour),
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
    deployments: [deployment(hour), deployment(hour), deployment(hour, 'rollback'), deployment(hour)],
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
    deployments: [deployment(hour), deployment(2 * hour, 'release', [hour], true)],
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
    name: 'what is older than the time asked for',
    deployments: [deployment(-hour), deployment(-hour / 2, 'rollback'), deployment(hour)],
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
