import { type RunnableService, runService } from '@guestbook/service-kit/run-service'
import { createHttpGuestbookApi } from './api/http-guestbook-api.ts'
import { createHttpSender } from './api/send.ts'
import { createApp } from './app.ts'
import { type Config, readConfig } from './config.ts'
import { createMetrics } from './metrics.ts'

/** Runs the web app until SIGTERM or SIGINT; resolves with the exit code. */
export function serve(env: NodeJS.ProcessEnv): Promise<number> {
  return runService({ env, readConfig, create: createService })
}

function createService({ apiUrl, logLevel, version, committedAt, podName }: Config): RunnableService {
  const metrics = createMetrics({ version, committedAt })
  const sender = createHttpSender(apiUrl)
  const api = createHttpGuestbookApi({ sender: { ...sender, send: metrics.measured(sender.send) } })
  return { ...createApp({ api, metrics, logLevel, version, podName }), close: () => api.close() }
}
