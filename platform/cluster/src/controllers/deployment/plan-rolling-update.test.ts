import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planRollingUpdate, type Scalable } from './plan-rolling-update.ts'

const current = (replicas: number, available = 0): Scalable => ({ name: 'new', replicas, available })
const old = (replicas: number, available = replicas, name = 'old'): Scalable => ({
  name,
  replicas,
  available,
})

const cases = [
  {
    title: 'surges first when nothing may be unavailable',
    wanted: 3,
    limits: { maxSurge: 1, maxUnavailable: 0 },
    current: current(0),
    old: [old(3)],
    want: [{ name: 'new', replicas: 1 }],
  },
  {
    title: 'waits while the surge pod is not available',
    wanted: 3,
    limits: { maxSurge: 1, maxUnavailable: 0 },
    current: current(1),
    old: [old(3)],
    want: [],
  },
  {
    title: 'takes one old pod away for an available new one',
    wanted: 3,
    limits: { maxSurge: 1, maxUnavailable: 0 },
    current: current(1, 1),
    old: [old(3)],
    want: [{ name: 'old', replicas: 2 }],
  },
  {
    title: 'shrinks the old one first when no surge is allowed',
    wanted: 4,
    limits: { maxSurge: 0, maxUnavailable: 1 },
    current: current(0),
    old: [old(4)],
    want: [{ name: 'old', replicas: 3 }],
  },
  {
    title: 'removes broken old pods before working ones, whatever their age',
    wanted: 3,
    limits: { maxSurge: 1, maxUnavailable: 0 },
    current: current(1, 1),
    old: [old(2, 2, 'first'), old(1, 0, 'second')],
    want: [{ name: 'second', replicas: 0 }],
  },
  {
    title: 'shrinks the oldest of several old ones first',
    wanted: 4,
    limits: { maxSurge: 0, maxUnavailable: 2 },
    current: current(0),
    old: [old(1, 1, 'first'), old(3, 3, 'second')],
    want: [
      { name: 'first', replicas: 0 },
      { name: 'second', replicas: 2 },
    ],
  },
  {
    title: 'brings a too big new one down to size',
    wanted: 2,
    limits: { maxSurge: 1, maxUnavailable: 0 },
    current: current(5, 5),
    old: [],
    want: [{ name: 'new', replicas: 2 }],
  },
  {
    title: 'has nothing to do when it is done',
    wanted: 2,
    limits: { maxSurge: 1, maxUnavailable: 0 },
    current: current(2, 2),
    old: [old(0)],
    want: [],
  },
  {
    title: 'does not trust an availability above the size',
    wanted: 3,
    limits: { maxSurge: 1, maxUnavailable: 0 },
    current: current(1, 0),
    old: [old(2, 3)],
    want: [{ name: 'new', replicas: 2 }],
  },
]

describe('planRollingUpdate', () => {
  for (const { title, wanted, limits, current, old, want } of cases) {
    test(title, () => expect(planRollingUpdate(wanted, limits, current, old)).toEqual(want))
  }

  test('keeps enough pods available and few enough in all, whatever gets ready or breaks in whatever order', () => {
    const scenario = fc.record({
      wanted: fc.integer({ min: 1, max: 12 }),
      maxSurge: fc.integer({ min: 0, max: 5 }),
      maxUnavailable: fc.integer({ min: 0, max: 5 }),
      newPodsWork: fc.boolean(),
      steps: fc.array(fc.nat({ max: 3 }), { maxLength: 60 }),
    })
    fc.assert(
      fc.property(scenario, ({ wanted, maxSurge, maxUnavailable, newPodsWork, steps }) => {
        const unavailable = maxSurge + maxUnavailable === 0 ? 1 : Math.min(maxUnavailable, wanted)
        const sets = [current(0), old(wanted)] as const
        for (const step of steps) {
          const [fresh] = sets
          if (step === 0 && newPodsWork) fresh.available = Math.min(fresh.replicas, fresh.available + 1)
          else {
            const plan = planRollingUpdate(wanted, { maxSurge, maxUnavailable: unavailable }, fresh, [
              sets[1],
            ])
            for (const { name, replicas } of plan) {
              const set = name === 'new' ? sets[0] : sets[1]
              set.replicas = replicas
              set.available = Math.min(set.available, replicas)
            }
          }
          const available = sets[0].available + sets[1].available
          expect(available).toBeGreaterThanOrEqual(wanted - unavailable)
          expect(sets[0].replicas + sets[1].replicas).toBeLessThanOrEqual(wanted + maxSurge)
        }
      }),
      { seed: 7, numRuns: 300 },
    )
  })
})
