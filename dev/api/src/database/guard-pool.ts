import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import { DatabaseError, type Pool, type PoolClient } from 'pg'
import { DatabaseUnavailableError } from './database-unavailable-error.ts'

/**
 * SQLSTATE classes in which the server refuses any statement for now (PostgreSQL, "Error Codes"): 08 connection,
 * 28 authorization, 3D database missing, 53 resources, 57 operator intervention, 58 system error; and 25006, a
 * server that became a replica in a failover.
 */
const unavailable = /^(08|28|3D|53|57|58)...$|^25006$/

/**
 * The pool as Kysely sees it, at the one place where it is known what a failure means: failures of connections and
 * of the server become DatabaseUnavailableError, those of a statement stay as they are. `answered` is called
 * whenever the server has carried a statement out or judged it.
 */
export function guardPool(pool: Pool, answered: () => void): PostgresPool {
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      let client: PoolClient
      try {
        client = await pool.connect()
      } catch (cause) {
        throw new DatabaseUnavailableError('The database gave no connection.', { cause })
      }
      return guardClient(client, answered)
    },
  }
}

function guardClient(client: PoolClient, answered: () => void): PostgresPoolClient {
  let broken = false

  async function query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    try {
      const result = await client.query(sql, [...parameters])
      answered()
      // pg types the command as any text.
      const command = result.command as PostgresQueryResult<R>['command']
      return { command, rowCount: result.rowCount ?? 0, rows: result.rows }
    } catch (cause) {
      if (cause instanceof DatabaseError && !unavailable.test(cause.code ?? '')) {
        answered()
        throw cause
      }
      // Nobody knows what a late answer on this connection would belong to.
      broken = true
      throw new DatabaseUnavailableError('The database did not carry the statement out.', { cause })
    }
  }

  return {
    // The other overload is for cursors, which need a package of their own.
    query: query as PostgresPoolClient['query'],
    release: (destroy) => client.release(destroy || broken),
  }
}
