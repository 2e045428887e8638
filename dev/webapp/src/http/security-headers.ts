import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'

export function installSecurityHeaders(app: FastifyInstance): void {
  app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    // With helmet's own "no-referrer" browsers send "Origin: null", which the same-origin check needs.
    referrerPolicy: { policy: 'same-origin' },
    // Whether this host is only ever reached by TLS is known to the ingress, not here.
    strictTransportSecurity: false,
  })
}
