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
