import { serveProbes } from '@guestbook/service-kit/probes'
import { installSecurityHeaders } from '@guestbook/service-kit/security-headers'
import { createServer, type ServerOptions, type Service } from '@guestbook/service-kit/server'
import type { CheckDatabase } from './database/readiness.ts'
import { serveEntries } from './entries/entries-routes.ts'
import type { EntryStore } from './entries/entry-store.ts'
import { answerBadRequest } from './http/bad-request.ts'
import { serveDocs } from './http/docs-routes.ts'
import { installErrors, sendError } from './http/errors.ts'
import { createValidatorCompiler } from './http/schema-compilers.ts'

export interface AppOptions extends Omit<ServerOptions, 'fastify'> {
  readonly store: EntryStore
  readonly checkDatabase: CheckDatabase
}

/** The whole service, not yet listening. */
export function createApp({ store, checkDatabase, ...options }: AppOptions): Service {
  const service = createServer({
    ...options,
    fastify: { clientErrorHandler: answerBadRequest, frameworkErrors: sendError },
  })
  const { server } = service
  server.setValidatorCompiler(createValidatorCompiler())
  // Fastify would otherwise read text bodies, which a form of any other site may send.
  server.removeContentTypeParser('text/plain')
  // An answer of the API is data: a browser that is led to it shows no page and runs nothing.
  installSecurityHeaders(server, {
    contentSecurityPolicy: { 'default-src': "'none'", 'frame-ancestors': "'none'" },
    referrerPolicy: 'no-referrer',
    others: { 'cache-control': 'no-store' },
  })
  installErrors(server)
  // Readiness follows the database, because without it no route works.
  serveProbes(service, { registry: options.metrics.registry, obstacle: checkDatabase })
  serveEntries(server, store)
  serveDocs(server, { version: options.version, serveOperations: (app) => serveEntries(app, store) })
  return service
}
