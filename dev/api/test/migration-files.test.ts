import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { migrations, newestMigration } from '../src/database/migrations.ts'

describe('the migrations of this version', () => {
  const folder = join(import.meta.dirname, '..', 'migrations')

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
