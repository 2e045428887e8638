import { describe, expect, test } from 'vitest'
import { type Applied, checksumOf, planMigrations } from './apply-migrations.ts'

const step = (name: string) => ({
  name,
  compatibleWithPrevious: true,
  up: `CREATE TABLE t${name.slice(0, 4)} ()`,
})
const known = ['0001-a', '0002-b', '0003-c'].map(step)
const done = (name: string, compatible = true): Applied => ({
  name,
  compatible_with_previous: compatible,
  checksum: checksumOf(step(name)),
})

describe('the plan', () => {
  test.each([
    { name: 'an empty database', applied: [], want: ['0001-a', '0002-b', '0003-c'] },
    { name: 'an older database', applied: [done('0001-a')], want: ['0002-b', '0003-c'] },
    {
      name: 'a database whose migrations were applied before checksums were kept',
      applied: [{ ...done('0001-a'), checksum: null }],
      want: ['0002-b', '0003-c'],
    },
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

  test('refuses a migration that was changed after it was applied', () => {
    const changed = { ...step('0002-b'), up: 'DROP TABLE t0001' }
    const applied = [done('0001-a'), done('0002-b')]
    expect(() => planMigrations([step('0001-a'), changed], applied)).toThrow(
      '0002-b was changed after it was applied here. Restore its SQL and make the change in a new migration',
    )
  })

  test.each([
    {
      name: 'lower',
      applied: [done('0001-a'), done('0003-c')],
      late: '0002-b',
      newest: '0003-c',
      next: 'Give the',
    },
    {
      name: 'taken',
      applied: [done('0001-a'), done('0002-b'), done('0003-away')],
      late: '0003-c',
      newest: '0003-away',
      next: 'Bring back its file and give the',
    },
  ])('refuses a new migration whose number is $name', ({ applied, late, newest, next }) => {
    expect(() => planMigrations(known, applied)).toThrow(
      `Cannot apply ${late} after ${newest}, which is applied already. ${next} new migration the number after it.`,
    )
  })
})
