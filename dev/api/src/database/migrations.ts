import * as createEntries from '../../migrations/0001-create-entries.ts'

/** One step of the schema. It runs in a transaction of its own and is never changed once it is released. */
export interface Migration {
  /** Its file's name without extension; the names' order is the order of the steps. */
  readonly name: string
  /** Whether a version that does not know this migration can run on the schema that it makes. */
  readonly compatibleWithPrevious: boolean
  /** SQL. */
  readonly up: string
}

export const migrations: readonly Migration[] = [{ name: '0001-create-entries', ...createEntries }]

/** What the schema must have for this version to run. */
export const newestMigration = migrations.at(-1)?.name ?? ''
