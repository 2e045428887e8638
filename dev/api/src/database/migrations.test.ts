import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrations, newestMigration } from './migrations.ts'

test('every file of the folder is a migration of this version, and the last one is what readiness asks for', () => {
  const files = readdirSync(join(import.meta.dirname, '..', '..', 'migrations')).sort()
  expect(migrations.map(({ name }) => `${name}.ts`)).toEqual(files)
  expect(`${newestMigration}.ts`).toBe(files.at(-1))
})
