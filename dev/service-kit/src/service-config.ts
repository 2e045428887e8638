import type { EnvironmentReader } from './environment.ts'

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** What every service is told by its environment. */
export interface ServiceConfig {
  readonly host: string
  readonly port: number
  readonly logLevel: LogLevel
  /** The image's tag, which is the commit that it was built from. */
  readonly version: string
  /** When that commit was made, as ISO 8601; empty when the image does not say. */
  readonly committedAt: string
  readonly podName: string
  /** How long the service still answers after SIGTERM. */
  readonly drainMs: number
}

export function readServiceConfig(reader: EnvironmentReader): ServiceConfig {
  return {
    host: reader.text('HOST', '127.0.0.1'),
    port: reader.integer('PORT', 8080, 0, 65_535),
    logLevel: reader.oneOf('LOG_LEVEL', logLevels, 'info'),
    version: reader.text('APP_VERSION', 'development'),
    committedAt: reader.text('APP_COMMITTED_AT', ''),
    podName: reader.text('POD_NAME', 'none'),
    drainMs: reader.integer('DRAIN_MS', 5_000, 0, 600_000),
  }
}
