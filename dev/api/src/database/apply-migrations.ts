import type { ClientBase } from 'pg'
import type { Migration } from './migrations.ts'

/** The database is in a state that this version's migrations do not fit. */
export class MigrationError extends Error {}

interface Applied {
  readonly name: string
  readonly compatible_with_previous: boolean
}

/** Any number, as long as nothing else locks it in this database. */
const lockKey = 4_172_001
const waitForOtherRun = '120s'
/** Behind a statement that waits for its table's lock, all later ones of the app wait too. */
const waitForTable = '5s'

/**
 * Brings the schema to the newest migration; resolves with the names of those applied now. Runs at the same time
 * wait for each other. A database that is newer than these migrations is accepted when all that they do not know
 * declare `compatibleWithPrevious`, since a version must be able to come back; that is what Kysely's own Migrator
 * refuses.
 */
export async function applyMigrations(
  client: Pick<ClientBase, 'query'>,
  migrations: readonly Migration[],
): Promise<string[]> {
  await client.query(`SET lock_timeout = '${waitForOtherRun}'`)
  await client.query('SELECT pg_advisory_lock($1)', [lockKey])
  try {
    await client.query(`SET lock_timeout = '${waitForTable}'`)
    await client.query(`
      CREATE TABLE IF NOT EXISTS schema_migrations (
        name text PRIMARY KEY,
        compatible_with_previous boolean NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
      )`)
    const { rows } = await client.query<Applied>(
      'SELECT name, compatible_with_previous FROM schema_migrations',
    )
    const pending = planMigrations(migrations, rows)
    for (const migration of pending) await applyOne(client, migration)
    return pending.map(({ name }) => name)
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [lockKey])
  }
}

/** What is left to apply, in order. Throws MigrationError when the database went another way. */
export function planMigrations(known: readonly Migration[], applied: readonly Applied[]): Migration[] {
  const names = new Set(known.map(({ name }) => name))
  const incompatible = applied.filter((row) => !names.has(row.name) && !row.compatible_with_previous)
  if (incompatible.length > 0) {
    throw new MigrationError(
      `Cannot run this version on this database: a newer version applied ${list(incompatible)}, which declares that ` +
        'older versions cannot live with it. Deploy a version that knows it.',
    )
  }
  const done = new Set(applied.map(({ name }) => name))
  const pending = known.filter(({ name }) => !done.has(name))
  const newest =
    applied
      .map(({ name }) => name)
      .sort()
      .at(-1) ?? ''
  const late = pending.filter(({ name }) => name < newest)
  if (late.length > 0) {
    throw new MigrationError(
      `Cannot apply ${list(late)} after ${newest}, which is later in order and applied already. ` +
        'Give the new migration a number after it.',
    )
  }
  return pending
}

async function applyOne(client: Pick<ClientBase, 'query'>, migration: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(migration.up)
    await client.query('INSERT INTO schema_migrations (name, compatible_with_previous) VALUES ($1, $2)', [
      migration.name,
      migration.compatibleWithPrevious,
    ])
    await client.query('COMMIT')
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => {}) // a lost connection rolls back by itself
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new MigrationError(`Migration ${migration.name} failed and was undone: ${reason}`, { cause })
  }
}

function list(migrations: readonly { name: string }[]): string {
  return migrations.map(({ name }) => name).join(', ')
}
