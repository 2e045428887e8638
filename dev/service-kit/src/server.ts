import { randomUUID } from 'node:crypto'
import { type FastifyInstance, type FastifyServerOptions, fastify, LogController } from 'fastify'
import { type Drain, installDrain } from './drain.ts'
import type { RequestMetrics } from './metrics.ts'
import { observeRequests } from './observe.ts'
import type { ServiceConfig } from './service-config.ts'

export type { Drain } from './drain.ts'

/** A server and how it is asked to stop. */
export interface Service {
  readonly server: FastifyInstance
  readonly drain: Drain
}

export interface ServerOptions extends Pick<ServiceConfig, 'logLevel' | 'version' | 'podName'> {
  readonly metrics: RequestMetrics
  /** Settings of this service alone. */
  readonly fastify?: FastifyServerOptions
}

/** A server without routes, not yet listening, whose requests are logged and measured. */
export function createServer({ logLevel, version, podName, metrics, ...own }: ServerOptions): Service {
  const server = fastify({
    logger: { level: logLevel, base: { version, pod: podName } },
    // observe.ts writes one line per request instead of two.
    logController: new LogController({ disableRequestLogging: true }),
    // Callers and proxies keep idle connections for seconds; being the last to close means that a request never
    // meets a connection that is just going away.
    keepAliveTimeout: 72_000,
    requestTimeout: 15_000,
    // A message of 1000 characters has 12 KB: four bytes each in percent-encoding, or an escaped pair in JSON.
    bodyLimit: 32 * 1024,
    // Requests that arrive on open connections while the server closes are answered, not refused.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    genReqId: ({ headers }) => acceptRequestId(headers['x-request-id']) ?? randomUUID(),
    ...own.fastify,
  })
  const drain = installDrain(server)
  observeRequests(server, metrics)
  return { server, drain }
}

/** Only what is safe to repeat in a log line and a header. */
function acceptRequestId(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' && /^[\w.:-]{1,128}$/.test(value) ? value : undefined
}
