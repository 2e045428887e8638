import { createHash } from 'node:crypto'
import type { ClientBase } from 'pg'
import type { Migration } from './read-migrations.ts'

/** The database is in a state that this version's migrations do not fit. */
export class MigrationError extends Error {}

/** A row of `schema_migrations`. */
export interface Applied {
  readonly name: string
  readonly compatible_with_previous: boolean
  /** Null where a version applied it that kept none. */
  readonly checksum: string | null
}

/** Names of what one run did. */
export interface AppliedNow {
  readonly applied: string[]
  /** Applied earlier, by a version that kept no checksums: they count as unchanged since. */
  readonly recorded: string[]
}

/** Any number, as long as nothing else locks it in this database. */
const lockKey = 4_172_001
const waitForOtherRun = '120s'
/** Behind a statement that waits for its table's lock, all later ones of the app wait too. */
const waitForTable = '5s'

/**
 * Brings the schema to the newest migration. Runs at the same time wait for each other. A database that is newer than
 * these migrations is accepted when all that they do not know declare `compatibleWithPrevious`, since a version must be
 * able to come back; that is what Kysely's own Migrator refuses.
 */
export async function applyMigrations(
  client: Pick<ClientBase, 'query'>,
  migrations: readonly Migration[],
): Promise<AppliedNow> {
  await client.query(`SET lock_timeout = '${waitForOtherRun}'`)
  await client.query('SELECT pg_advisory_lock($1)', [lockKey])
  try {
    await client.query(`SET lock_timeout = '${waitForTable}'`)
    const rows = await readApplied(client)
    const pending = planMigrations(migrations, rows)
    const recorded = await recordChecksums(client, migrations, rows)
    for (const migration of pending) await applyOne(client, migration)
    return { applied: pending.map(({ name }) => name), recorded }
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [lockKey])
  }
}

/** What is left to apply, in order. Throws MigrationError when the database went another way. */
export function planMigrations(known: readonly Migration[], applied: readonly Applied[]): Migration[] {
  const names = new Set(known.map(({ name }) => name))
  const foreign = applied.filter((row) => !names.has(row.name))
  const incompatible = foreign.filter((row) => !row.compatible_with_previous)
  if (incompatible.length > 0) {
    throw new MigrationError(
      `Cannot run this version on this database: a newer version applied ${list(incompatible)}, which declares that ` +
        'older versions cannot live with it. Deploy a version that knows it.',
    )
  }
  const done = new Map(applied.map(({ name, checksum }) => [name, checksum]))
  const edited = known.filter((one) => (done.get(one.name) ?? checksumOf(one)) !== checksumOf(one))
  if (edited.length > 0) {
    throw new MigrationError(
      `Cannot run this version on this database: ${list(edited)} was changed after it was applied here. ` +
        'Restore its SQL and make the change in a new migration, or start from an empty database.',
    )
  }
  const pending = known.filter(({ name }) => !done.has(name))
  const newest = [...done.keys()].sort().at(-1) ?? ''
  const late = pending.filter(({ name }) => numberOf(name) <= numberOf(newest))
  if (late.length > 0) {
    throw new MigrationError(
      `Cannot apply ${list(late)} after ${newest}, which is applied already. ` +
        `${names.has(newest) ? 'Give' : 'Bring back its file and give'} the new migration the number after it.`,
    )
  }
  return pending
}

/** SHA-256 of the SQL: what surrounds it in its file may change. */
export function checksumOf({ up }: Pick<Migration, 'up'>): string {
  return createHash('sha256').update(up).digest('hex')
}

async function readApplied(client: Pick<ClientBase, 'query'>): Promise<Applied[]> {
  await client.query(`
    CREATE TABLE IF NOT EXISTS schema_migrations (
      name text PRIMARY KEY,
      compatible_with_previous boolean NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now(),
      checksum text
    )`)
  const { rowCount } = await client.query(
    "SELECT FROM pg_attribute WHERE attrelid = 'schema_migrations'::regclass AND attname = 'checksum'",
  )
  // Only when it is missing: the statement waits for everybody who reads the table, though it changes nothing.
  if (rowCount === 0) await client.query('ALTER TABLE schema_migrations ADD COLUMN checksum text')
  const { rows } = await client.query<Applied>(
    'SELECT name, compatible_with_previous, checksum FROM schema_migrations',
  )
  return rows
}

async function recordChecksums(
  client: Pick<ClientBase, 'query'>,
  migrations: readonly Migration[],
  rows: readonly Applied[],
): Promise<string[]> {
  const unknown = new Set(rows.filter(({ checksum }) => checksum === null).map(({ name }) => name))
  const recorded = migrations.filter(({ name }) => unknown.has(name))
  for (const migration of recorded) {
    const values = [migration.name, checksumOf(migration)]
    await client.query('UPDATE schema_migrations SET checksum = $2 WHERE name = $1', values)
  }
  return recorded.map(({ name }) => name)
}

async function applyOne(client: Pick<ClientBase, 'query'>, migration: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(migration.up)
    await client.query(
      'INSERT INTO schema_migrations (name, compatible_with_previous, checksum) VALUES ($1, $2, $3)',
      [migration.name, migration.compatibleWithPrevious, checksumOf(migration)],
    )
    await client.query('COMMIT')
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => {}) // a lost connection rolls back by itself
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new MigrationError(`Migration ${migration.name} failed and was undone: ${reason}`, { cause })
  }
}

function numberOf(name: string): string {
  return name.slice(0, 4)
}

function list(migrations: readonly { name: string }[]): string {
  return migrations.map(({ name }) => name).join(', ')
}
