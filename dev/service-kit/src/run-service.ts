import { setTimeout as delay } from 'node:timers/promises'
import { ConfigError, type Environment } from './environment.ts'
import type { Service } from './server.ts'
import type { ServiceConfig } from './service-config.ts'

export interface RunnableService extends Service {
  /** Ends what the service holds, after its last request. */
  close(): Promise<void> | void
}

export interface RunServiceOptions<Config extends ServiceConfig> {
  readonly env: Environment
  /** Throws ConfigError. */
  readonly readConfig: (env: Environment) => Config
  readonly create: (config: Config) => RunnableService
}

const inFlightLimitMs = 10_000

/** Runs a service until SIGTERM or SIGINT; resolves with the exit code: 2 for a wrong environment. */
export async function runService<Config extends ServiceConfig>(
  options: RunServiceOptions<Config>,
): Promise<number> {
  let config: Config
  try {
    config = options.readConfig(options.env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.error(error.message)
    return 2
  }
  const stop = stopSignal()
  const { server, drain, close } = options.create(config)
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
      .then(close)
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
