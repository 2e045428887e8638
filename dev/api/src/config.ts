import { type DatabaseConfig, readDatabaseConfig } from './database/database-config.ts'
import { type Environment, readEnvironment } from './environment.ts'

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export interface Config {
  readonly host: string
  readonly port: number
  readonly logLevel: LogLevel
  /** The image's tag, which is the commit that it was built from. */
  readonly version: string
  /** When that commit was made, as ISO 8601; empty when the image does not say. */
  readonly committedAt: string
  readonly podName: string
  readonly drainMs: number
  readonly database: DatabaseConfig
  readonly poolSize: number
  readonly databaseMayPause: boolean
}

/** Reads the process environment. Throws ConfigError with every mistake. */
export function readConfig(env: Environment): Config {
  return readEnvironment(env, (reader) => ({
    host: reader.text('HOST', '127.0.0.1'),
    port: reader.integer('PORT', 8080, 0, 65_535),
    logLevel: reader.oneOf('LOG_LEVEL', logLevels, 'info'),
    version: reader.text('APP_VERSION', 'development'),
    committedAt: reader.text('APP_COMMITTED_AT', ''),
    podName: reader.text('POD_NAME', 'none'),
    drainMs: reader.integer('DRAIN_MS', 5_000, 0, 600_000),
    database: readDatabaseConfig(reader),
    poolSize: reader.integer('DATABASE_POOL_SIZE', 10, 1, 100),
    databaseMayPause: reader.oneOf('DATABASE_MAY_PAUSE', ['false', 'true'], 'false') === 'true',
  }))
}
