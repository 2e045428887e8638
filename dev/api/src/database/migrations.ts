import { join } from 'node:path'
import { type Migration, readMigrations } from './read-migrations.ts'

/** All of this version's, in order. The bundle holds what this module exports when it is built (see build.ts). */
export const migrations: readonly Migration[] = await readMigrations(
  join(import.meta.dirname, '..', '..', 'migrations'),
)

/** What the schema must have for this version to run. */
export const newestMigration: string = migrations.at(-1)?.name ?? ''
