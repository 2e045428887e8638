import { randomUUID } from 'node:crypto'
import { type FastifyInstance, fastify, LogController } from 'fastify'
import type { GuestbookApi } from './api/guestbook-api.ts'
import type { LogLevel } from './config.ts'
import { assets, serveAssets } from './http/assets.ts'
import { type Drain, installDrain } from './http/drain.ts'
import { serveEntries } from './http/entries-routes.tsx'
import { installErrorPages } from './http/errors.tsx'
import { serveHome } from './http/home-route.tsx'
import { observeRequests } from './http/observe.ts'
import { serveProbes } from './http/probes.ts'
import { installSecurityHeaders } from './http/security-headers.ts'
import type { Metrics } from './metrics.ts'

export interface AppOptions {
  readonly api: GuestbookApi
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
export function createApp({ api, metrics, logLevel, version, podName }: AppOptions): App {
  const server = fastify({
    logger: { level: logLevel, base: { version, pod: podName } },
    // http/observe.ts writes one line per request instead of two.
    logController: new LogController({ disableRequestLogging: true }),
    // Proxies keep idle connections for seconds; being the last to close means that a request never
    // meets a connection that is just going away.
    keepAliveTimeout: 72_000,
    requestTimeout: 15_000,
    // A message of 1000 characters, each four bytes of UTF-8 in percent-encoding, has 12 KB.
    bodyLimit: 32 * 1024,
    // Requests that arrive on open connections while the server closes are answered, not refused.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // Fastify's schema compilers would be a third of the bundle and 10 ms of every start; build.ts
    // leaves them out.
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    genReqId: ({ headers }) => acceptRequestId(headers['x-request-id']) ?? randomUUID(),
  })
  const site = {
    version,
    podName,
    stylesheetPath: assets.stylesheet.path,
    faviconPath: assets.favicon.path,
  }
  const drain = installDrain(server)
  observeRequests(server, metrics)
  installSecurityHeaders(server)
  installErrorPages(server, site)
  // After the headers' plugin: hooks of a plugin reach only routes that come after it.
  server.register(async (app) => {
    serveProbes(app, metrics, drain)
    serveAssets(app)
    serveHome(app, api, site)
    serveEntries(app, api, site)
  })
  return { server, drain }
}

/** Only what is safe to repeat in a log line and a header. */
function acceptRequestId(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' && /^[\w.:-]{1,128}$/.test(value) ? value : undefined
}

function noSchemas(): never {
  throw new Error('A route has a JSON schema, but the compilers for schemas are left out of this app.')
}
