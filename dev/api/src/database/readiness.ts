import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** Resolves with why the database cannot be used, or undefined. Never rejects, never takes longer than its limit. */
export type CheckDatabase = () => Promise<string | undefined>

export interface ReadinessOptions {
  /** Asks the database whether it has the schema that this version needs. */
  readonly hasSchema: () => Promise<boolean>
  /** When the database last answered anything, in the unit of `now`. */
  readonly lastAnswer: () => number
  readonly now: () => number
  /** Resolves after the longest time that a check may take. */
  readonly limit: () => Promise<void>
  /** Whether the database may sleep while nobody needs it: then it is not asked again once it has the schema. */
  readonly mayPause: boolean
}

/** An answer of this age still proves that the database is there. */
const freshMs = 1_000

/**
 * A database that is busy answering is not asked again: under load a check that waits for a connection would take
 * the pod out of service for being used.
 */
export function createReadiness(options: ReadinessOptions): CheckDatabase {
  const { hasSchema, lastAnswer, now, limit, mayPause } = options
  let schemaSeen = false
  let running: Promise<string | undefined> | undefined

  const ask = async (): Promise<string | undefined> => {
    try {
      schemaSeen = await hasSchema()
      return schemaSeen ? undefined : 'the database lacks the newest migration'
    } catch {
      return 'the database is away'
    } finally {
      running = undefined
    }
  }

  return async () => {
    if (schemaSeen && (mayPause || now() - lastAnswer() < freshMs)) return undefined
    // One question at a time, however many ask: an absent database must not collect waiting statements.
    running ??= ask()
    return Promise.race([running, limit().then(() => 'the database does not answer in time')])
  }
}

/** Whether a migration has been applied; false also before the very first one. */
export async function hasMigration(tables: Kysely<Tables>, name: string): Promise<boolean> {
  try {
    const row = await tables
      .selectFrom('schema_migrations')
      .select('name')
      .where('name', '=', name)
      .executeTakeFirst()
    return row !== undefined
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === undefinedTable) return false
    throw error
  }
}

const undefinedTable = '42P01'
