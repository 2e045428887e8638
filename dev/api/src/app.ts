import { randomUUID } from 'node:crypto'
import { type FastifyInstance, fastify, LogController } from 'fastify'
import type { LogLevel } from './config.ts'
import type { CheckDatabase } from './database/readiness.ts'
import { serveEntries } from './entries/entries-routes.ts'
import type { EntryStore } from './entries/entry-store.ts'
import { answerBadRequest } from './http/bad-request.ts'
import { serveDocs } from './http/docs-routes.ts'
import { type Drain, installDrain } from './http/drain.ts'
import { installErrors, sendError } from './http/errors.ts'
import { observeRequests } from './http/observe.ts'
import { serveProbes } from './http/probes.ts'
import { createValidatorCompiler } from './http/schema-compilers.ts'
import { installSecurityHeaders } from './http/security-headers.ts'
import type { Metrics } from './metrics.ts'

export interface AppOptions {
  readonly store: EntryStore
  readonly checkDatabase: CheckDatabase
  readonly metrics: Metrics
  readonly logLevel: LogLevel
  readonly version: string
  readonly podName: string
}

export interface App {
  readonly server: FastifyInstance
  readonly drain: Drain
}

/** The whole service, not yet listening. */
export function createApp(options: AppOptions): App {
  const { store, checkDatabase, metrics, logLevel, version, podName } = options
  const server = fastify({
    logger: { level: logLevel, base: { version, pod: podName } },
    // http/observe.ts writes one line per request instead of two.
    logController: new LogController({ disableRequestLogging: true }),
    // Callers and proxies keep idle connections for seconds; being the last to close means that a request never
    // meets a connection that is just going away.
    keepAliveTimeout: 72_000,
    requestTimeout: 15_000,
    // A message of 1000 characters, each of twelve bytes when JSON escapes both halves of a pair, has 12 KB.
    bodyLimit: 32 * 1024,
    // Requests that arrive on open connections while the server closes are answered, not refused.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    genReqId: ({ headers }) => acceptRequestId(headers['x-request-id']) ?? randomUUID(),
    clientErrorHandler: answerBadRequest,
    frameworkErrors: sendError,
  })
  server.setValidatorCompiler(createValidatorCompiler())
  // Fastify would otherwise read text bodies, which a form of any other site may send.
  server.removeContentTypeParser('text/plain')
  const drain = installDrain(server)
  observeRequests(server, metrics)
  installSecurityHeaders(server)
  installErrors(server)
  serveProbes(server, metrics, drain, checkDatabase)
  serveEntries(server, store)
  serveDocs(server, { version, serveOperations: (app) => serveEntries(app, store) })
  return { server, drain }
}

/** Only what is safe to repeat in a log line and a header. */
function acceptRequestId(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' && /^[\w.:-]{1,128}$/.test(value) ? value : undefined
}
