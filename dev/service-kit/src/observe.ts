import type { FastifyInstance } from 'fastify'
import type { RequestMetrics } from './metrics.ts'

/** One log line and one measurement per answered request. */
export function observeRequests(app: FastifyInstance, metrics: RequestMetrics): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    metrics.requestStarted()
    // Unlike onResponse, this also comes when the client goes away before its answer.
    reply.raw.once('close', metrics.requestEnded)
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unmatched'
    metrics.observeRequest(request.method, route, reply.statusCode, reply.elapsedTime / 1000)
    request.log.info(
      {
        method: request.method,
        url: request.url,
        statusCode: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request answered',
    )
  })
}
