import { describe, expect, test } from 'vitest'
import { planMigrations } from './apply-migrations.ts'

const known = ['0001-a', '0002-b', '0003-c'].map((name) => ({ name, compatibleWithPrevious: true, up: '' }))
const done = (name: string, compatible = true) => ({ name, compatible_with_previous: compatible })

describe('the plan', () => {
  test.each([
    { name: 'an empty database', applied: [], want: ['0001-a', '0002-b', '0003-c'] },
    { name: 'an older database', applied: [done('0001-a')], want: ['0002-b', '0003-c'] },
    { name: 'an equal database', applied: [done('0001-a'), done('0002-b'), done('0003-c')], want: [] },
    {
      name: 'a newer database that this version can live with',
      applied: [done('0001-a'), done('0002-b'), done('0003-c', false), done('0004-d'), done('0005-e')],
      want: [],
    },
  ])('for $name is $want', ({ applied, want }) => {
    expect(planMigrations(known, applied).map(({ name }) => name)).toEqual(want)
  })

  test('refuses a newer database that older versions cannot live with', () => {
    const applied = [done('0001-a'), done('0002-b'), done('0003-c'), done('0004-d', false), done('0005-e')]
    expect(() => planMigrations(known, applied)).toThrow(/a newer version applied 0004-d, which declares/)
  })

  test('refuses a migration that comes before one that is applied already', () => {
    expect(() => planMigrations(known, [done('0001-a'), done('0003-c')])).toThrow(
      'Cannot apply 0002-b after 0003-c',
    )
  })
})
