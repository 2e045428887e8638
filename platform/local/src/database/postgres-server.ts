import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sleep, systemClock } from '@gitops-example/kit/clock'
import { GitopsError } from '@gitops-example/kit/errors'
import { onFreePort } from '@gitops-example/kit/free-port'
import { baseEnv, exec } from '@gitops-example/kit/process/exec'
import type { ProcessLedger } from '@gitops-example/kit/process/process-ledger'
import { type OwnedChild, spawnOwned } from '@gitops-example/kit/process/spawn-owned'
import type { SupervisedRun } from '@gitops-example/kit/supervision/supervisor'
import { Client } from 'pg'
import { endLeftovers } from './end-leftovers.ts'
import { type PostgresBinaries, withInitdb } from './postgres-binaries.ts'
import type { SystemUser } from './system-user.ts'

export interface PostgresOptions {
  binaries: PostgresBinaries
  /** Holds `data/` and the superuser's password. */
  dir: string
  preferredPort: number
  /** The one that has ended, whose clients know its port and have their rows in its data. */
  before?: Pick<PostgresServer, 'port'>
  /** Aborted when the start is not wanted any more; nothing runs then. */
  signal?: AbortSignal
  /** As root, the user that runs the server: PostgreSQL refuses to run as root. */
  user?: SystemUser
  ledger: ProcessLedger
  log: (line: string) => void
}

export interface PostgresAccess {
  readonly port: number
  /** A connected client of the superuser; the caller ends it. */
  connect(database?: string): Promise<Client>
}

export interface PostgresServer extends PostgresAccess, SupervisedRun {}

const superuser = 'postgres'

/** Starts PostgreSQL on 127.0.0.1, making its data directory the first time. Rows survive any kind of end. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const dataDir = join(options.dir, 'data')
  mkdirSync(options.dir, { recursive: true })
  if (options.user) chownSync(options.dir, options.user.uid, options.user.gid)
  const passwordFile = join(options.dir, 'superuser-password')
  const isNew = !existsSync(join(dataDir, 'PG_VERSION'))
  if (isNew && options.before !== undefined) throw dataGone(dataDir)
  if (isNew) await initialise(options, dataDir, passwordFile)
  const password = readFileSync(passwordFile, 'utf8').trim()

  const startOn = async (port: number): Promise<PostgresServer> => {
    const connect = async (database = 'postgres') => {
      const client = new Client({ host: '127.0.0.1', port, user: superuser, password, database, ssl: false })
      client.on('error', () => {}) // a lost connection also rejects the query that runs
      await client.connect()
      return client
    }
    const server = await runUntilReady(options, dataDir, port, connect)
    return { port, connect, ended: endOf(server), stop: () => stop(server) }
  }
  return options.before
    ? await startOn(options.before.port)
    : await onFreePort(options.preferredPort, startOn)
}

async function initialise(options: PostgresOptions, dataDir: string, passwordFile: string): Promise<void> {
  // A data directory is only trusted when it is whole: it is made next to its place and moved there.
  const partial = `${dataDir}.partial`
  rmSync(partial, { recursive: true, force: true })
  rmSync(dataDir, { recursive: true, force: true })
  writeFileSync(passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
  if (options.user) chownSync(passwordFile, options.user.uid, options.user.gid)
  const args = ['-D', partial, '-U', superuser, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`]
  const own = ['-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions']
  await withInitdb(options.binaries.initdb, async (initdb) => {
    await exec([initdb, ...args, ...own], {
      cwd: options.dir,
      env: serverEnv(),
      timeoutMs: 120_000,
      ...(options.user ? { uid: options.user.uid, gid: options.user.gid } : {}),
    })
  })
  renameSync(partial, dataDir)
}

/** Retries while a killed predecessor's last processes hold the shared memory; nobody else runs with this data. */
async function runUntilReady(
  options: PostgresOptions,
  dataDir: string,
  port: number,
  connect: () => Promise<Client>,
): Promise<OwnedChild> {
  const deadline = systemClock.now() + 60_000
  for (;;) {
    const lines: string[] = []
    const child = launch(options, dataDir, port, (line) => lines.push(line))
    while (child.exitCode === null && child.signalCode === null) {
      try {
        await (await connect()).end()
        return child
      } catch (error) {
        if (systemClock.now() > deadline || options.signal?.aborted) {
          await stop(child)
          options.signal?.throwIfAborted()
          throw startError(dataDir, lines, error)
        }
      }
      await sleep(systemClock, 15)
    }
    const said = lines.join('\n')
    if (said.includes('Address already in use')) {
      throw Object.assign(startError(dataDir, lines), { code: 'EADDRINUSE' })
    }
    if (!/shared memory|lock file/.test(said) || systemClock.now() > deadline) {
      throw startError(dataDir, lines)
    }
    await endLeftovers(dataDir)
    await sleep(systemClock, 50, options.signal)
  }
}

function launch(options: PostgresOptions, dataDir: string, port: number, onLine: (line: string) => void) {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '', // a deep checkout would exceed the length that socket paths may have
    shared_buffers: '16MB',
    max_connections: '60',
    io_method: 'sync', // no separate I/O workers: less memory on one machine
    logging_collector: 'off',
    log_min_messages: 'warning',
  }
  const child = spawnOwned({
    argv: [
      options.binaries.postgres,
      '-D',
      dataDir,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    cwd: options.dir,
    env: serverEnv(),
    ledger: options.ledger,
    what: 'postgres',
    ...(options.user ? { uid: options.user.uid, gid: options.user.gid } : {}),
  })
  const pass = (chunk: Buffer) => {
    for (const line of chunk.toString('utf8').split('\n')) {
      if (line === '') continue
      onLine(line)
      options.log(line)
    }
  }
  child.stdout.on('data', pass)
  child.stderr.on('data', pass)
  return child
}

function endOf(child: OwnedChild): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const said = (code: number | null, signal: NodeJS.Signals | null) =>
    resolve(signal === null ? `ended with exit code ${code}` : `killed by ${signal}`)
  if (child.exitCode === null && child.signalCode === null) child.once('exit', said)
  else said(child.exitCode, child.signalCode)
  return promise
}

/** SIGINT is PostgreSQL's fast shutdown: it ends sessions and writes a checkpoint, so the next start is quick. */
async function stop(child: OwnedChild): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGINT')
  using _ = systemClock.after(10_000, () => child.kill('SIGKILL'))
  await ended
}

function serverEnv(): Record<string, string> {
  const { PATH = '', TZ } = baseEnv()
  return { PATH, LC_ALL: 'C', ...(TZ ? { TZ } : {}) }
}

function startError(dataDir: string, lines: string[], cause?: unknown): GitopsError {
  const last = lines.slice(-5).join('\n')
  return new GitopsError('postgres-start-failed', `Cannot start PostgreSQL with ${dataDir}:\n${last}`, {
    hint: 'See .gitops/logs/postgres.log. The rows are still there: gitops reset, which deletes them, is the last resort.',
    cause,
  })
}

function dataGone(dataDir: string): GitopsError {
  return new GitopsError(
    'postgres-data-gone',
    `Cannot start PostgreSQL again: its data in ${dataDir} is gone.`,
    {
      hint: 'Put the folder back, or make an empty one: gitops down, then gitops up.',
    },
  )
}
