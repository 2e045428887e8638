import { randomBytes } from 'node:crypto'
import { type Client, escapeIdentifier, escapeLiteral } from 'pg'
import { type Found, planAppDatabase } from './plan-app-database.ts'
import type { PostgresAccess } from './postgres-server.ts'

/** What an app needs to connect, under libpq's variable names (PostgreSQL, "Environment Variables"). */
export type Connection = Record<
  'PGHOST' | 'PGPORT' | 'PGDATABASE' | 'PGUSER' | 'PGPASSWORD' | 'PGSSLMODE',
  string
>

const mark = 'made for an app by gitops'

/**
 * Creates the database and the role of one app, both named after it, where they are missing, and gives the role a new
 * random password: it is never on disk, and rotates with every start of the platform. Throws `database-name-refused`
 * where the name is another's.
 */
export async function ensureAppDatabase(server: PostgresAccess, app: string): Promise<Connection> {
  const password = randomBytes(24).toString('base64url')
  const name = escapeIdentifier(app)
  const client = await server.connect()
  try {
    const { createRole, createDatabase } = planAppDatabase(app, await find(client, app))
    // One query is one transaction: no role is left without its mark.
    await client.query(
      `${createRole ? 'CREATE' : 'ALTER'} ROLE ${name} LOGIN PASSWORD ${escapeLiteral(password)};
       COMMENT ON ROLE ${name} IS ${escapeLiteral(mark)}`,
    )
    if (createDatabase) await client.query(`CREATE DATABASE ${name} OWNER ${name}`)
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

async function find(client: Client, app: string): Promise<Found> {
  const roles = await client.query<NonNullable<Found['role']>>(
    `SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls AS "isPrivileged",
            coalesce(shobj_description(oid, 'pg_authid') = $2, false) AS "isMarked"
     FROM pg_roles WHERE rolname = $1`,
    [app, mark],
  )
  const databases = await client.query<NonNullable<Found['database']>>(
    `SELECT pg_get_userbyid(datdba) AS owner,
            EXISTS (SELECT FROM aclexplode(coalesce(datacl, acldefault('d', datdba))) WHERE grantee = 0) AS "isPublic"
     FROM pg_database WHERE datname = $1`,
    [app],
  )
  const [role] = roles.rows
  const [database] = databases.rows
  return { ...(role ? { role } : {}), ...(database ? { database } : {}) }
}
