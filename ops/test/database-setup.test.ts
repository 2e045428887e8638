import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ProcessLedger } from '@gitops-example/kit/process/process-ledger'
import { quietPort } from '@gitops-example/kit/testing/quiet-port'
import { type PostgresServer, startPostgres } from '@gitops-example/local/database/postgres-server'
import { databaseUser } from '@gitops-example/local/database/system-user'
import { testPostgres } from '@gitops-example/local/testing/test-postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lacks, ops, run } from './programs.ts'

const script = join(ops, 'charts', 'database', 'files', 'setup.sh')

describe.skipIf(lacks('psql'))('the job that sets the database up (needs psql)', () => {
  let folder: string
  let server: PostgresServer
  const log: string[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'database-setup-'))
    await chmod(folder, 0o755) // the server runs as another user
    const user = databaseUser()
    server = await startPostgres({
      binaries: testPostgres(folder),
      dir: join(folder, 'postgres'),
      preferredPort: await quietPort(),
      ...(user ? { user } : {}),
      ledger: new ProcessLedger(join(folder, 'ledger')),
      log: (line) => void log.push(line),
    })
    const client = await server.connect()
    try {
      // RDS gives its master these two rights, and not those of a superuser.
      await client.query("CREATE ROLE master LOGIN CREATEROLE CREATEDB PASSWORD 'm'")
      await client.query("ALTER SYSTEM SET log_statement = 'all'")
      await client.query('SELECT pg_reload_conf()')
    } finally {
      await client.end()
    }
  })

  afterAll(async () => {
    await server?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const setUp = (password: string) =>
    run(['sh', script], {
      env: {
        PGHOST: '127.0.0.1',
        PGPORT: String(server.port),
        PGDATABASE: 'postgres',
        PGUSER: 'master',
        PGPASSWORD: 'm',
        PGSSLMODE: 'disable',
        API_USER: 'api',
        API_DATABASE: 'api',
        API_PASSWORD: password,
      },
    })

  const select = (sql: string, env: Record<string, string>) =>
    run(['psql', '-XAtc', sql], {
      env: { PGHOST: '127.0.0.1', PGPORT: String(server.port), PGDATABASE: 'api', PGUSER: 'api', ...env },
    })

  test('makes a role that owns its database and can log in, and may be run again', async () => {
    for (const attempt of [1, 2]) {
      const { exitCode, stdout, stderr } = await setUp('first password')
      expect(exitCode, `attempt ${attempt}: ${stderr}`).toBe(0)
      expect(stdout).toContain('Role api and database api are ready.')
    }
    const made = await select('CREATE TABLE entries (id int); SELECT current_user', {
      PGPASSWORD: 'first password',
    })
    expect(made.stdout, made.stderr).toContain('api')
  })

  test('replaces the password, after which the old one is refused', async () => {
    await setUp('old')
    expect((await setUp('new')).exitCode).toBe(0)
    expect((await select('SELECT 1', { PGPASSWORD: 'new' })).exitCode).toBe(0)
    expect((await select('SELECT 1', { PGPASSWORD: 'old' })).stderr).toContain(
      'password authentication failed',
    )
  })

  test('sends the server a hash of the password and never the password', async () => {
    await setUp('never-in-clear-text')
    await expect.poll(() => log.filter((line) => line.includes('SCRAM-SHA-256$')).length).toBeGreaterThan(0)
    expect(log.filter((line) => line.includes('never-in-clear-text'))).toEqual([])
  })

  test('ends with an error when the master is refused', async () => {
    const { exitCode, stderr } = await run(['sh', script], {
      env: {
        PGHOST: '127.0.0.1',
        PGPORT: String(server.port),
        PGUSER: 'master',
        PGPASSWORD: 'wrong',
        API_USER: 'api',
        API_DATABASE: 'api',
        API_PASSWORD: 'x',
      },
    })
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain('password authentication failed')
  })
})
