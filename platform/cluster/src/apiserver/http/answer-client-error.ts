import type { Duplex } from 'node:stream'
import { badRequest, methodNotAllowed, StatusError } from '../../machinery/status-error.ts'
import { refuseOnSocket } from './refuse-on-socket.ts'

/** What Node says of bytes that never became a request (`clientError` of node:http). */
type ClientError = NodeJS.ErrnoException & { rawPacket?: Buffer }

/** A request line of RFC 9112 whose method is any token (RFC 9110, 9.1): Node's parser knows a list of them. */
const requestLine = /^[!#$%&'*+.^_`|~\w-]+ \S+ HTTP\/1\.[01]\r\n/

/** Answers as Go's server does, and ends the connection. */
export function answerClientError(error: ClientError, socket: Duplex): void {
  socket.on('finish', () => socket.destroy())
  if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy()
  else refuseOnSocket(socket, statusOf(error))
}

function statusOf({ code, rawPacket }: ClientError): StatusError {
  switch (code) {
    case 'HPE_INVALID_METHOD':
      return requestLine.test(rawPacket?.toString('latin1') ?? '')
        ? methodNotAllowed()
        : badRequest('malformed HTTP request')
    case 'HPE_HEADER_OVERFLOW':
      return new StatusError(431, 'RequestHeaderFieldsTooLarge', 'the header of the request is too large')
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new StatusError(408, 'Timeout', 'the request did not arrive in time')
    default:
      return badRequest('malformed HTTP request')
  }
}
