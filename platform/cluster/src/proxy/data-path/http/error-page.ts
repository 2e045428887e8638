import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'

/** An answer of the network itself: plain text with the reason, so that nobody takes it for the app's. */
export function sendError(response: ServerResponse, status: number, reason: string): void {
  if (response.headersSent) {
    // Too late to say anything: the client must see that the answer is cut off.
    response.destroy()
    return
  }
  const body = errorText(status, reason)
  response.writeHead(status, { ...errorHeaders, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

/** The same on a socket that has no response object, such as one that asked for another protocol. */
export function sendErrorOn(socket: Duplex, status: number, reason: string): void {
  const body = errorText(status, reason)
  const headers = { ...errorHeaders, connection: 'close', 'content-length': String(Buffer.byteLength(body)) }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`)
}

const errorHeaders = {
  'content-type': 'text/plain; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}

function errorText(status: number, reason: string): string {
  return `${status} ${STATUS_CODES[status]}\n${reason}\n`
}
