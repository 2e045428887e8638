import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'

export interface DatabaseRows {
  database: string
  /** Of all its tables. */
  rows: number
}

const patienceMs = 2000

/**
 * The rows of each app's database, of a server with its data below `dir`; an empty list when there is no data. Throws
 * when the server does not run, or does not answer at once.
 */
export async function countRows(dir: string): Promise<DatabaseRows[]> {
  const data = join(dir, 'data')
  if (!existsSync(join(data, 'PG_VERSION'))) return []
  // The fourth line is the port (PostgreSQL, src/include/utils/pidfile.h).
  const port = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[3])
  const password = readFileSync(join(dir, 'superuser-password'), 'utf8').trim()
  const ask = async (database: string, query: string): Promise<string[]> => {
    const client = new Client({
      host: '127.0.0.1',
      port,
      user: 'postgres',
      password,
      database,
      ssl: false,
      connectionTimeoutMillis: patienceMs,
      query_timeout: patienceMs,
    })
    client.on('error', () => {}) // a lost connection also rejects the query that runs
    await client.connect()
    try {
      const { rows } = await client.query<string[]>({ text: query, rowMode: 'array' })
      return rows.map(([value]) => String(value))
    } finally {
      await client.end()
    }
  }
  const databases = await ask(
    'postgres',
    "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres' ORDER BY datname",
  )
  const counts: DatabaseRows[] = []
  for (const database of databases) {
    const tables = await ask(
      database,
      `SELECT quote_ident(schemaname) || '.' || quote_ident(relname) FROM pg_stat_user_tables`,
    )
    const sums = tables.map((table) => `(SELECT count(*) FROM ${table})`)
    const [rows] = sums.length === 0 ? ['0'] : await ask(database, `SELECT ${sums.join(' + ')}`)
    counts.push({ database, rows: Number(rows) })
  }
  return counts
}
