import { setTimeout as delay } from 'node:timers/promises'
import { ConfigError, type Environment, readEnvironment } from '@guestbook/service-kit/environment'
import { Client, DatabaseError } from 'pg'
import { applyMigrations, MigrationError } from './apply-migrations.ts'
import { type DatabaseConfig, readDatabaseConfig } from './database-config.ts'
import { migrations } from './migrations.ts'

/** A database that paused itself needs up to half a minute to come back. */
const patienceMs = 60_000
const pauseMs = 500
const attemptTimeoutMs = 30_000

/** The server is starting, stopping or has no connection left (PostgreSQL, "Error Codes"). */
const passing = new Set(['57P03', '57P01', '53300'])

/** Brings the database's schema to this version; resolves with the exit code. */
export async function runMigrations(env: Environment): Promise<number> {
  let config: DatabaseConfig
  try {
    config = readEnvironment(env, readDatabaseConfig)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.error(error.message)
    return 2
  }
  const where = `database ${config.database} on ${config.host}:${config.port}`
  try {
    const client = await connectPatiently(config)
    try {
      const { applied, recorded } = await applyMigrations(client, migrations)
      if (recorded.length > 0) {
        console.log(`Recorded the checksum of ${recorded.join(', ')}, applied before checksums were kept.`)
      }
      console.log(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'The schema is up to date.')
      return 0
    } finally {
      await client.end()
    }
  } catch (error) {
    if (error instanceof MigrationError) console.error(error.message)
    else console.error(`Cannot migrate the ${where}: ${reasonOf(error)}`)
    return 1
  }
}

async function connectPatiently(config: DatabaseConfig): Promise<Client> {
  const deadline = performance.now() + patienceMs
  for (let reported = false; ; ) {
    const client = new Client({
      ...config,
      application_name: 'migrate',
      connectionTimeoutMillis: attemptTimeoutMs,
    })
    client.on('error', () => {}) // a lost connection also rejects the statement that runs
    try {
      await client.connect()
      return client
    } catch (error) {
      await client.end().catch(() => {})
      if (!mayPass(error) || performance.now() > deadline) throw error
      if (!reported) console.log(`Waiting for the database: ${reasonOf(error)}`)
      reported = true
      await delay(pauseMs)
    }
  }
}

/** False where waiting cannot help: a wrong password, an unknown database, a certificate that is not trusted. */
function mayPass(error: unknown): boolean {
  if (error instanceof DatabaseError) return passing.has(error.code ?? '')
  if (error instanceof AggregateError) return error.errors.every(mayPass)
  // Errors of the network have both, errors of TLS a code alone, and those of an answer that never came neither.
  return !(error instanceof Error && 'code' in error && !('syscall' in error))
}

function reasonOf(error: unknown): string {
  // A host with several addresses fails with one error for each and an empty message.
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}
