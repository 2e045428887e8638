import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

/** As NGINX does (`lingering_time`, `lingering_timeout`). */
const lingerMs = 30_000
const silenceMs = 5000

/**
 * For each request of a server: where the connection is to close after an answer that came before the body was read, the
 * rest of the body is read first (RFC 9112, section 9.6). Closed at once, the connection would be reset, and the client,
 * busy with its upload, would lose an answer such as 413.
 */
export function lingerOnClose(request: IncomingMessage): void {
  const { socket } = request
  const close = () => Socket.prototype.destroySoon.call(socket)
  socket.destroySoon = () => {
    if (request.complete || request.destroyed) return close()
    // TLS has no half-closed connections that Node could read from.
    if (!(socket instanceof TLSSocket)) socket.end()
    const timer = setTimeout(() => socket.destroy(), lingerMs)
    timer.unref()
    socket.setTimeout(silenceMs, () => socket.destroy())
    socket.once('close', () => clearTimeout(timer))
    request.once('end', close)
    request.unpipe()
    request.resume()
  }
}
