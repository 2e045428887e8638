import { type Environment, readEnvironment } from '@guestbook/service-kit/environment'
import { readServiceConfig, type ServiceConfig } from '@guestbook/service-kit/service-config'
import { type DatabaseConfig, readDatabaseConfig } from './database/database-config.ts'

export interface Config extends ServiceConfig {
  readonly database: DatabaseConfig
  readonly poolSize: number
  readonly databaseMayPause: boolean
}

/** Reads the process environment. Throws ConfigError with every mistake. */
export function readConfig(env: Environment): Config {
  return readEnvironment(env, (reader) => ({
    ...readServiceConfig(reader),
    database: readDatabaseConfig(reader),
    poolSize: reader.integer('DATABASE_POOL_SIZE', 10, 1, 100),
    databaseMayPause: reader.oneOf('DATABASE_MAY_PAUSE', ['false', 'true'], 'false') === 'true',
  }))
}
