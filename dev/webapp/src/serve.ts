import { setTimeout as delay } from 'node:timers/promises'
import { createHttpGuestbookApi } from './api/http-guestbook-api.ts'
import { createHttpSender } from './api/send.ts'
import { createApp } from './app.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { createMetrics } from './metrics.ts'

const inFlightLimitMs = 10_000

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
  const metrics = createMetrics(config)
  const sender = createHttpSender(config.apiUrl)
  const api = createHttpGuestbookApi({ sender: { ...sender, send: metrics.measured(sender.send) } })
  const { server, drain } = createApp({ api, metrics, ...config })

  const stop = stopSignal()
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
    server.close().then(() => true),
    delay(inFlightLimitMs, false, { ref: false }),
  ])
  api.close()
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
