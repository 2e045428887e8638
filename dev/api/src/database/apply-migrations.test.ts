import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { planMigrations } from './apply-migrations.ts'
import { migrations, newestMigration } from './migrations.ts'

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

describe('the migrations of this version', () => {
  const folder = join(import.meta.dirname, '..', '..', 'migrations')

  test('are the files of their folder, in the order of their numbers', () => {
    const names = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''))
    expect(migrations.map(({ name }) => name)).toEqual(names.sort())
    expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_, index) => index + 1))
    expect(newestMigration).toBe(names.at(-1))
  })

  test.each(migrations)(
    '$name declares its compatibility in a line that programs read from git',
    (migration) => {
      const text = readFileSync(join(folder, `${migration.name}.ts`), 'utf8')
      const declared = /^export const compatibleWithPrevious = (true|false)$/m.exec(text)?.[1]
      expect(declared).toBe(String(migration.compatibleWithPrevious))
    },
  )
})
