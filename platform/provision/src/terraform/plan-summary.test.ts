import { expect, test } from 'vitest'
import { describePlan, summarizePlan } from './plan-summary.ts'

const plan = (changes: unknown[], version = '1.2') =>
  JSON.stringify({ format_version: version, resource_changes: changes })
const change = (address: string, actions: string[], before: unknown = null) => ({
  address,
  change: { actions, before },
})

test.each([
  { name: 'nothing', changes: [change('a', ['no-op']), change('data.b', ['read'])], want: [0, 0, 0] },
  {
    name: 'one of each',
    changes: [change('a', ['create']), change('b', ['update']), change('c', ['delete'])],
    want: [1, 1, 1],
  },
  { name: 'a replacement', changes: [change('a', ['delete', 'create'])], want: [1, 0, 1] },
  { name: 'a replacement that creates first', changes: [change('a', ['create', 'delete'])], want: [1, 0, 1] },
])('counts $name', ({ changes, want }) => {
  const { add, change, destroy } = summarizePlan(plan(changes))
  expect([add, change, destroy]).toEqual(want)
})

test('names what refuses its deletion, and not what is merely protected', () => {
  const { guarded } = summarizePlan(
    plan([
      change('module.rds.aws_rds_cluster.this', ['delete'], { deletion_protection: true }),
      change('module.eks.aws_eks_cluster.this', ['update'], { deletion_protection: true }),
      change('aws_x.y', ['delete'], { deletion_protection: false }),
    ]),
  )
  expect(guarded).toEqual(['module.rds.aws_rds_cluster.this'])
})

test('refuses a format that it does not know', () => {
  expect(() => summarizePlan(plan([], '2.0'))).toThrow('Cannot read a plan of format "2.0".')
})

test('says a plan in one line', () => {
  expect(describePlan({ add: 24, change: 0, destroy: 1, guarded: [] })).toBe(
    '24 to add, 0 to change, 1 to destroy',
  )
})
