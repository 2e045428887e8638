import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { cleanEnvironment } from '@gitops-example/kit/process/clean-environment'
import { ProcessLedger } from '@gitops-example/kit/process/process-ledger'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type Connection, ensureAppDatabase } from '../src/database/app-database.ts'
import { type PostgresServer, startPostgres } from '../src/database/postgres-server.ts'
import { databaseUser } from '../src/database/system-user.ts'
import { testPostgres } from '../src/testing/test-postgres.ts'
import { TemporaryDirectory } from './temporary-directory.ts'

let directory: TemporaryDirectory
let server: PostgresServer

function start(): Promise<PostgresServer> {
  const user = databaseUser()
  return startPostgres({
    binaries: testPostgres(directory.path),
    dir: join(directory.path, 'postgres'),
    preferredPort: 0,
    ledger: new ProcessLedger(join(directory.path, 'ledger')),
    log: () => {},
    ...(user ? { user } : {}),
  })
}

beforeAll(async () => {
  directory = new TemporaryDirectory()
  chmodSync(directory.path, 0o755)
  server = await start()
})
afterAll(async () => {
  await server?.stop()
  directory?.[Symbol.dispose]()
})

async function query(connection: Connection, text: string, database = connection.PGDATABASE) {
  const client = new Client({
    host: connection.PGHOST,
    port: Number(connection.PGPORT),
    user: connection.PGUSER,
    password: connection.PGPASSWORD,
    database,
  })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

it('gives each app a database of its own that no other app can enter', async () => {
  const shop = await ensureAppDatabase(server, 'shop')
  const blog = await ensureAppDatabase(server, 'blog')
  await query(shop, 'CREATE TABLE goods (name text)')
  await expect(query(blog, 'SELECT 1', 'shop')).rejects.toThrow(/permission denied for database "shop"/)
})

it('keeps rows through a restart and changes the password', async () => {
  const before = await ensureAppDatabase(server, 'kept')
  await query(before, "CREATE TABLE lines AS SELECT 'here' AS text")
  await server.stop()
  server = await start()
  const after = await ensureAppDatabase(server, 'kept')
  expect(await query(after, 'SELECT text FROM lines')).toEqual([{ text: 'here' }])
  await expect(query({ ...after, PGPASSWORD: before.PGPASSWORD }, 'SELECT 1')).rejects.toThrow(
    /password authentication failed/,
  )
})

it.each(['postgres', 'pg_monitor', 'boss', 'ada'])('gives nobody the role %s by its name', async (name) => {
  const client = await server.connect()
  try {
    await client.query(
      "CREATE ROLE boss SUPERUSER LOGIN PASSWORD 'hers'; CREATE ROLE ada LOGIN PASSWORD 'hers'",
    )
    const secrets = async () =>
      (await client.query('SELECT rolname, rolpassword FROM pg_authid ORDER BY rolname')).rows
    const before = await secrets()
    await expect(ensureAppDatabase(server, name)).rejects.toThrow(
      `Cannot give Application ${name} a database`,
    )
    expect(await secrets()).toEqual(before)
    await client.query('DROP ROLE boss; DROP ROLE ada')
  } finally {
    await client.end()
  }
})

it('finds the rows of a version that did not mark roles, and marks them', async () => {
  const before = await ensureAppDatabase(server, 'older')
  await query(before, "CREATE TABLE lines AS SELECT 'here' AS text")
  const client = await server.connect()
  try {
    await client.query('COMMENT ON ROLE older IS NULL')
    expect(await query(await ensureAppDatabase(server, 'older'), 'SELECT text FROM lines')).toEqual([
      { text: 'here' },
    ])
    await client.query('GRANT CONNECT ON DATABASE older TO PUBLIC')
    await ensureAppDatabase(server, 'older')
  } finally {
    await client.end()
  }
})

it('treats a name as a name, whatever it has in it', async () => {
  const connection = await ensureAppDatabase(server, 'a"; ALTER ROLE "kept" SUPERUSER; --')
  expect(await query(connection, 'SELECT rolname FROM pg_roles WHERE rolsuper')).toEqual([
    { rolname: 'postgres' },
  ])
})

it.each([
  { PGSSLMODE: 'verify-full', PGSSLROOTCERT: '/nowhere' },
  { PGOPTIONS: '-c no_such_setting=on' },
  { PGHOST: 'database.invalid', PGUSER: 'somebody', PGPASSWORD: 'x', PGDATABASE: 'none', PGPORT: '1' },
])('is reached as it says itself where the shell has %o', async (variables) => {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  try {
    cleanEnvironment(process.env)
    const connection = await ensureAppDatabase(server, 'plain')
    expect(await query(connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  } finally {
    vi.unstubAllEnvs()
  }
})
