import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { errorAnswer } from './answer.ts'

/** Answers in HTTP on a connection that asked to leave it, or that never became a request. */
export function refuseOnSocket(socket: Duplex, error: unknown): void {
  if (socket.destroyed || !socket.writable) return
  const { code, json } = errorAnswer(error)
  const text = JSON.stringify(json)
  const lines = [
    `HTTP/1.1 ${code} ${STATUS_CODES[code] ?? 'Refused'}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ]
  socket.end(`${lines.join('\r\n')}\r\n\r\n${text}`)
}
