import { expect, test } from 'vitest'
import { planProportionalScale } from './plan-scale.ts'

const limits = { maxSurge: 3, maxUnavailable: 2 }
const set = (name: string, replicas: number, maxReplicasBefore: number) => ({
  name,
  replicas,
  available: replicas,
  maxReplicasBefore,
})

const cases = [
  {
    title: 'spreads five more over 5 new and 8 old of a 10+3 rollout as the documentation does',
    wanted: 15,
    sets: [set('new', 5, 13), set('old', 8, 13)],
    want: [
      { name: 'old', replicas: 11 },
      { name: 'new', replicas: 7 },
    ],
  },
  {
    title: 'sizes the only active one directly',
    wanted: 4,
    sets: [set('new', 2, 5), set('old', 0, 5)],
    want: [{ name: 'new', replicas: 4 }],
  },
  {
    title: 'starts with the newest when everything stood at zero',
    wanted: 2,
    sets: [set('new', 0, 3), set('old', 0, 3)],
    want: [{ name: 'new', replicas: 2 }],
  },
  {
    title: 'takes everything away at zero',
    wanted: 0,
    sets: [set('new', 3, 8), set('old', 5, 8)],
    want: [
      { name: 'old', replicas: 0 },
      { name: 'new', replicas: 0 },
    ],
  },
  {
    title: 'changes nothing when the size fits',
    wanted: 10,
    sets: [set('new', 5, 13), set('old', 8, 13)],
    want: [],
  },
]

for (const { title, wanted, sets, want } of cases) {
  test(title, () => expect(planProportionalScale(wanted, limits, sets)).toEqual(want))
}
