import type { FastifyInstance } from 'fastify'
import type { Metrics } from '../metrics.ts'
import type { Drain } from './drain.ts'

/**
 * Readiness is this pod's own: were it to follow the API, an outage there would take every web pod out
 * of the Service and visitors would get no page instead of one that explains.
 */
export function serveProbes(app: FastifyInstance, metrics: Metrics, drain: Drain): void {
  app.get('/livez', { logLevel: 'warn' }, (_request, reply) => reply.type('text/plain').send('ok\n'))

  app.get('/readyz', { logLevel: 'silent' }, (_request, reply) =>
    drain.active
      ? reply.code(503).type('text/plain').send('draining\n')
      : reply.type('text/plain').send('ok\n'),
  )

  app.get('/metrics', { logLevel: 'warn' }, async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
}
