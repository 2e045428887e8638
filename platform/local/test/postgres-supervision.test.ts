import { spawn } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '@gitops-example/kit/clock'
import { ProcessLedger } from '@gitops-example/kit/process/process-ledger'
import { Supervisor } from '@gitops-example/kit/supervision/supervisor'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type PostgresServer, startPostgres } from '../src/database/postgres-server.ts'
import { databaseUser } from '../src/database/system-user.ts'
import { testPostgres } from '../src/testing/test-postgres.ts'
import { TemporaryDirectory } from './temporary-directory.ts'

let directory: TemporaryDirectory
let supervisor: Supervisor<PostgresServer>
let changes: string[] = []
const lockFile = () => join(directory.path, 'postgres', 'data', 'postmaster.pid')
const postmaster = () => Number.parseInt(readFileSync(lockFile(), 'utf8'), 10)

beforeAll(async () => {
  directory = new TemporaryDirectory()
  chmodSync(directory.path, 0o755)
  const user = databaseUser()
  const binaries = testPostgres(directory.path)
  supervisor = await Supervisor.start<PostgresServer>({
    clock: systemClock,
    start: (signal, before) =>
      startPostgres({
        binaries,
        dir: join(directory.path, 'postgres'),
        preferredPort: 0,
        signal,
        ...(before ? { before } : {}),
        ledger: new ProcessLedger(join(directory.path, 'ledger')),
        log: () => {},
        ...(user ? { user } : {}),
      }),
    onChange: (change) => changes.push(change.state === 'failed' ? `failed: ${change.reason}` : change.state),
  })
  const client = await supervisor.current.connect()
  await client.query("CREATE TABLE entries AS SELECT 'kept' AS text")
  await client.end()
})
afterAll(async () => {
  await supervisor?.stop()
  directory?.[Symbol.dispose]()
})
beforeEach(() => {
  changes = []
})

async function entries(): Promise<unknown> {
  const client = await supervisor.current.connect()
  try {
    const { rows } = await client.query('SELECT text FROM entries')
    return rows
  } finally {
    await client.end()
  }
}

it.each([
  { how: 'is killed', signal: 'SIGKILL', reason: 'killed by SIGKILL' },
  { how: 'is shut down by somebody', signal: 'SIGINT', reason: 'ended with exit code 0' },
] as const)('a server that $how is started again on its port, with its rows', async ({ signal, reason }) => {
  const { port } = supervisor.current
  // Without its server, this session goes on until its query has ended, and keeps another server from starting.
  const session = await supervisor.current.connect()
  const query = session.query('DO $$ BEGIN LOOP PERFORM 1; END LOOP; END $$')
  await entries()
  const lost = expect(query).rejects.toThrow()
  process.kill(postmaster(), signal)
  await expect.poll(() => changes.at(-1), { timeout: 20_000 }).toBe('running')
  await lost
  expect(changes).toEqual([`failed: ${reason}`, 'starting', 'running'])
  expect(supervisor.current.port).toBe(port)
  expect(await entries()).toEqual([{ text: 'kept' }])
})

it('a server that loses a session recovers by itself, and is not started again', async () => {
  const before = postmaster()
  const session = await supervisor.current.connect()
  const { rows } = await session.query('SELECT pg_backend_pid() AS pid')
  process.kill(rows[0].pid, 'SIGKILL')
  await expect.poll(() => entries().catch(() => undefined)).toEqual([{ text: 'kept' }])
  expect(postmaster()).toBe(before)
  expect(changes).toEqual([])
})

it('a lock file whose number another process has by now does not keep it from starting', async () => {
  const user = databaseUser()
  const other = spawn('sleep', ['300'], { stdio: 'ignore', ...(user ? { uid: user.uid } : {}) })
  try {
    process.kill(postmaster(), 'SIGKILL')
    await expect.poll(() => changes[0]).toBe('failed: killed by SIGKILL')
    const rest = readFileSync(lockFile(), 'utf8').replace(/^\d+/, '')
    writeFileSync(lockFile(), `${other.pid}${rest}`)
    await expect.poll(() => changes.at(-1), { timeout: 20_000 }).toBe('running')
    expect(await entries()).toEqual([{ text: 'kept' }])
    expect(other.exitCode ?? other.signalCode).toBeNull()
  } finally {
    other.kill('SIGKILL')
  }
})
