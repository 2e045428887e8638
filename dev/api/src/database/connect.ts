import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import type { DatabaseConfig } from './database-config.ts'
import { guardPool } from './guard-pool.ts'
import type { Tables } from './tables.ts'

export interface Database {
  readonly tables: Kysely<Tables>
  readonly pool: PoolUse
  /** When the database last answered anything, in the unit of `now`; -Infinity before the first answer. */
  lastAnswer(): number
  /** Ends the connections after their statements. */
  close(): Promise<void>
}

/** Connections of the pool right now. */
export interface PoolUse {
  readonly total: number
  readonly idle: number
  /** Statements that wait for a connection. */
  readonly waiting: number
}

export interface ConnectOptions {
  readonly config: DatabaseConfig
  readonly poolSize: number
  /** Shown in pg_stat_activity. */
  readonly applicationName: string
  readonly now: () => number
  /** An idle connection was lost; the next statement opens another. */
  readonly onLostConnection: (error: Error) => void
}

// Both together stay below what callers of this service wait for an answer.
const connectTimeoutMs = 2_000
const statementTimeoutMs = 2_000
// Later than the server's own timeout, so that it is only met when the server does not answer at all.
const answerTimeoutMs = 2_500

/** A pool that connects when it is first used. Every failure of the database is a DatabaseUnavailableError. */
export function connect(options: ConnectOptions): Database {
  const pool = new Pool({
    ...options.config,
    max: options.poolSize,
    application_name: options.applicationName,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: answerTimeoutMs,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  })
  pool.on('error', options.onLostConnection)
  let lastAnswer = Number.NEGATIVE_INFINITY
  const guarded = guardPool(pool, () => {
    lastAnswer = options.now()
  })
  return {
    tables: new Kysely<Tables>({ dialect: new PostgresDialect({ pool: guarded }) }),
    pool: {
      get total() {
        return pool.totalCount
      },
      get idle() {
        return pool.idleCount
      },
      get waiting() {
        return pool.waitingCount
      },
    },
    lastAnswer: () => lastAnswer,
    close: () => pool.end(),
  }
}
