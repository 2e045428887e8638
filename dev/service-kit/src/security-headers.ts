import type { FastifyInstance } from 'fastify'

export interface SecurityHeaders {
  /** Directives of the Content-Security-Policy (W3C CSP3), each with its sources. */
  readonly contentSecurityPolicy: Readonly<Record<string, string>>
  readonly referrerPolicy: 'no-referrer' | 'same-origin'
  /** Headers beside those, by name. */
  readonly others?: Readonly<Record<string, string>>
}

/** Sends these headers with every answer, also with errors; a route may set its own in place of them. */
export function installSecurityHeaders(server: FastifyInstance, options: SecurityHeaders): void {
  const policy = Object.entries(options.contentSecurityPolicy).map((directive) => directive.join(' '))
  const headers = {
    'content-security-policy': policy.join('; '),
    'referrer-policy': options.referrerPolicy,
    'x-content-type-options': 'nosniff',
    ...options.others,
  }
  server.addHook('onRequest', async (_request, reply) => {
    reply.headers(headers)
  })
}
