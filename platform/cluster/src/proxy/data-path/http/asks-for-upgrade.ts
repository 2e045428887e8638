import type { IncomingMessage } from 'node:http'
import { hasBody } from './has-body.ts'

/**
 * Whether to let a request leave HTTP/1. One for `h2c` is answered as it is, as RFC 9110 (section 7.8) allows: clients
 * offer it with every request, POSTs with their bodies too.
 */
export function asksForUpgrade(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() !== 'h2c' && !hasBody(request)
}
