import type { Socket } from 'node:net'
import { problemContentType, problemText } from './problem.ts'

/** Answers what Node.js could not even read as an HTTP request, then closes: what follows has no known start. */
export function answerBadRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, detail] = explain(error.code)
  const body = problemText(status, detail, {})
  const head = [
    `HTTP/1.1 ${status} Bad Request`,
    `content-type: ${problemContentType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

function explain(code: string | undefined): [number, string] {
  if (code === 'HPE_HEADER_OVERFLOW') return [431, 'The headers are too large.']
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return [408, 'The request did not arrive in time.']
  return [400, 'This is not an HTTP request that can be read.']
}
