import type { FastifyInstance } from 'fastify'
import type { CheckDatabase } from '../database/readiness.ts'
import type { Metrics } from '../metrics.ts'
import type { Drain } from './drain.ts'

/** Readiness follows the database, because without it no route works; liveness does not: a restart would not help. */
export function serveProbes(
  app: FastifyInstance,
  metrics: Metrics,
  drain: Drain,
  checkDatabase: CheckDatabase,
): void {
  app.get('/livez', { logLevel: 'warn' }, (_request, reply) => reply.type('text/plain').send('ok\n'))

  app.get('/readyz', { logLevel: 'silent' }, async (_request, reply) => {
    const obstacle = drain.active ? 'draining' : await checkDatabase()
    reply.code(obstacle === undefined ? 200 : 503).type('text/plain')
    return `${obstacle ?? 'ok'}\n`
  })

  app.get('/metrics', { logLevel: 'warn' }, async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
}
