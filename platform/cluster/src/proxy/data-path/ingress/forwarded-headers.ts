import type { IncomingMessage } from 'node:http'
import type { Scheme } from '../../protocol.ts'
import { endToEndHeaders } from '../http/end-to-end-headers.ts'
import { requestHost, withHost } from '../http/request-host.ts'

/** What a client says here is not believed: the router is the first hop that the apps may trust. */
const ours = new Set([
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-real-ip',
])

/** The request's headers as a pod gets them: with the client's address, and the host, port and scheme it asked for. */
export function forwardedHeaders(request: IncomingMessage, scheme: Scheme): string[] {
  const client = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  return [
    ...withHost(endToEndHeaders(request.rawHeaders, ours), request),
    'X-Real-IP',
    client,
    'X-Forwarded-For',
    client,
    'X-Forwarded-Host',
    requestHost(request),
    'X-Forwarded-Port',
    String(request.socket.localPort ?? ''),
    'X-Forwarded-Proto',
    scheme,
  ]
}
