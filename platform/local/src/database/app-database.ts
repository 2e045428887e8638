import { randomBytes } from 'node:crypto'
import { escapeIdentifier, escapeLiteral } from 'pg'
import type { PostgresAccess } from './postgres-server.ts'

/** What an app needs to connect, under libpq's variable names (PostgreSQL, "Environment Variables"). */
export type Connection = Record<
  'PGHOST' | 'PGPORT' | 'PGDATABASE' | 'PGUSER' | 'PGPASSWORD' | 'PGSSLMODE',
  string
>

/**
 * Creates the database and the role of one app, both named after it, where they are missing, and gives the role a new
 * random password: it is never on disk, and rotates with every start of the platform.
 */
export async function ensureAppDatabase(server: PostgresAccess, app: string): Promise<Connection> {
  const password = randomBytes(24).toString('base64url')
  const name = escapeIdentifier(app)
  const client = await server.connect()
  try {
    const role = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [app])
    const verb = role.rowCount === 0 ? 'CREATE' : 'ALTER'
    await client.query(`${verb} ROLE ${name} LOGIN PASSWORD ${escapeLiteral(password)}`)
    const database = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [app])
    if (database.rowCount === 0) await client.query(`CREATE DATABASE ${name} OWNER ${name}`)
    await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`)
  } finally {
    await client.end()
  }
  return {
    PGHOST: '127.0.0.1',
    PGPORT: String(server.port),
    PGDATABASE: app,
    PGUSER: app,
    PGPASSWORD: password,
    PGSSLMODE: 'disable',
  }
}
