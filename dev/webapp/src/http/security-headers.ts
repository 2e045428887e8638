import { installSecurityHeaders } from '@guestbook/service-kit/security-headers'
import type { FastifyInstance } from 'fastify'

/** Pages get styles, images and forms of this site, and nothing else. */
export function installPageSecurity(server: FastifyInstance): void {
  installSecurityHeaders(server, {
    contentSecurityPolicy: {
      'default-src': "'none'",
      'style-src': "'self'",
      'img-src': "'self'",
      'form-action': "'self'",
      'base-uri': "'none'",
      'frame-ancestors': "'none'",
    },
    // With "no-referrer" browsers send "Origin: null", which the same-origin check needs.
    referrerPolicy: 'same-origin',
    // No Strict-Transport-Security: whether this host is only ever reached by TLS is known to the ingress.
    others: {
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'x-dns-prefetch-control': 'off',
      'x-download-options': 'noopen',
      'x-frame-options': 'DENY',
      'x-permitted-cross-domain-policies': 'none',
      'x-xss-protection': '0',
    },
  })
}
