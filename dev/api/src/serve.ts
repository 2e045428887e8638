import { setTimeout as delay } from 'node:timers/promises'
import { type RunnableService, runService } from '@guestbook/service-kit/run-service'
import { createApp } from './app.ts'
import { type Config, readConfig } from './config.ts'
import { connect } from './database/connect.ts'
import { newestMigration } from './database/migrations.ts'
import { createReadiness, hasMigration } from './database/readiness.ts'
import { createPostgresEntryStore } from './entries/postgres-entry-store.ts'
import { createMetrics } from './metrics.ts'

/** Below the timeout of the chart's readiness probe. */
const readinessLimitMs = 1_000

/** Runs the API until SIGTERM or SIGINT; resolves with the exit code. */
export function serve(env: NodeJS.ProcessEnv): Promise<number> {
  return runService({ env, readConfig, create: createService })
}

function createService(config: Config): RunnableService {
  const now = () => performance.now()
  const database = connect({
    config: config.database,
    poolSize: config.poolSize,
    applicationName: `api/${config.podName}`,
    now,
    onLostConnection: (err) =>
      service.server.log.warn({ err }, 'an idle connection to the database was lost'),
  })
  const checkDatabase = createReadiness({
    hasSchema: () => hasMigration(database.tables, newestMigration),
    lastAnswer: database.lastAnswer,
    now,
    limit: () => delay(readinessLimitMs, undefined, { ref: false }),
    mayPause: config.databaseMayPause,
  })
  const { logLevel, version, podName } = config
  const service = createApp({
    store: createPostgresEntryStore(database.tables),
    checkDatabase,
    metrics: createMetrics(config, database.pool),
    logLevel,
    version,
    podName,
  })
  // The first connection is made while the server gets ready, so that the first probe finds it.
  void checkDatabase()
  return { ...service, close: () => database.close() }
}
