import { expect, test } from 'vitest'
import { rolloutLimits } from './rollout-limits.ts'

const cases = [
  {
    title: 'rounds a surge percentage up and an unavailable one down',
    replicas: 5,
    surge: '25%',
    unavailable: '25%',
    want: [2, 1],
  },
  { title: 'takes numbers as they are', replicas: 5, surge: 3, unavailable: 2, want: [3, 2] },
  {
    title: 'lets one pod be unavailable when both come to nothing',
    replicas: 3,
    surge: 0,
    unavailable: '10%',
    want: [0, 1],
  },
  {
    title: 'never lets more be unavailable than there are',
    replicas: 2,
    surge: 0,
    unavailable: 9,
    want: [0, 2],
  },
  {
    title: 'has nothing to lose at zero replicas',
    replicas: 0,
    surge: '25%',
    unavailable: '25%',
    want: [0, 0],
  },
]

for (const { title, replicas, surge, unavailable, want } of cases) {
  test(title, () => {
    const rollingUpdate = { maxSurge: surge, maxUnavailable: unavailable }
    const spec = { replicas, selector: {}, template: {}, strategy: { type: 'RollingUpdate', rollingUpdate } }
    const { maxSurge, maxUnavailable } = rolloutLimits({ spec })
    expect([maxSurge, maxUnavailable]).toEqual(want)
  })
}
