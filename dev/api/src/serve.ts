import { setTimeout as delay } from 'node:timers/promises'
import { createApp } from './app.ts'
import { type Config, readConfig } from './config.ts'
import { connect } from './database/connect.ts'
import { newestMigration } from './database/migrations.ts'
import { createReadiness, hasMigration } from './database/readiness.ts'
import { createPostgresEntryStore } from './entries/postgres-entry-store.ts'
import { ConfigError } from './environment.ts'
import { createMetrics } from './metrics.ts'

const inFlightLimitMs = 10_000
/** Below the timeout of the chart's readiness probe. */
const readinessLimitMs = 1_000

/** Runs the service until SIGTERM or SIGINT; resolves with the exit code. */
export async function serve(env: NodeJS.ProcessEnv): Promise<number> {
  let config: Config
  try {
    config = readConfig(env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.error(error.message)
    return 2
  }
  const now = () => performance.now()
  const database = connect({
    config: config.database,
    poolSize: config.poolSize,
    applicationName: `api/${config.podName}`,
    now,
    onLostConnection: (err) => server.log.warn({ err }, 'an idle connection to the database was lost'),
  })
  const checkDatabase = createReadiness({
    hasSchema: () => hasMigration(database.tables, newestMigration),
    lastAnswer: database.lastAnswer,
    now,
    limit: () => delay(readinessLimitMs, undefined, { ref: false }),
    mayPause: config.databaseMayPause,
  })
  const { server, drain } = createApp({
    store: createPostgresEntryStore(database.tables),
    checkDatabase,
    metrics: createMetrics(config, database.pool),
    ...config,
  })

  const stop = stopSignal()
  // The first connection is made while the server gets ready, so that the first probe finds it.
  void checkDatabase()
  try {
    await server.listen({ host: config.host, port: config.port })
  } catch (err) {
    server.log.fatal({ err }, `cannot listen on ${config.host}:${config.port}, change HOST or PORT`)
    return 1
  }
  const signal = await stop

  drain.begin()
  server.log.info({ signal, drainMs: config.drainMs }, 'draining')
  if (signal === 'SIGTERM') await delay(config.drainMs)
  const closed = await Promise.race([
    server
      .close()
      .then(() => database.close())
      .then(() => true),
    delay(inFlightLimitMs, false, { ref: false }),
  ])
  if (closed) return 0
  server.log.error({ inFlightLimitMs }, 'requests were still running at the end of the time to stop')
  return 1
}

/** The first of the two signals; a second one ends the process at once. */
function stopSignal(): Promise<'SIGTERM' | 'SIGINT'> {
  return new Promise((resolve) => {
    let stopping = false
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        if (stopping) process.exit(130)
        stopping = true
        resolve(signal)
      })
    }
  })
}
