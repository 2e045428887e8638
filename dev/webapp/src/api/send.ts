import { Agent, request } from 'node:http'
import { ApiError } from './guestbook-api.ts'

export interface Request {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Path and query below the base URL, starting with a slash. */
  readonly path: string
  readonly requestId: string
  readonly json?: unknown
}

export interface Answer {
  readonly status: number
  readonly body: string
}

/** One HTTP exchange. Throws ApiError `unreachable` or `no-answer`; any status is an answer. */
export type Send = (request: Request, signal: AbortSignal) => Promise<Answer>

export interface HttpSender {
  readonly send: Send
  close(): void
}

const connectTimeoutMs = 1_000
// Below the idle timeout of every proxy and server in front of the API, so that this side ends the
// connection first and never writes to one that is just being closed.
const idleTimeoutMs = 4_000
const bodyLimitBytes = 1024 * 1024

/**
 * Plain node:http rather than undici or fetch: Fastify has loaded it already, and undici would cost
 * more at every start of a pod than the rest of this service's own code.
 */
export function createHttpSender(baseUrl: URL): HttpSender {
  const agent = new Agent({ keepAlive: true, timeout: idleTimeoutMs, maxSockets: 64, scheduling: 'lifo' })
  const prefix = baseUrl.pathname.replace(/\/+$/, '')

  const send: Send = ({ method, path, requestId, json }, signal) =>
    new Promise((resolve, reject) => {
      const payload = json === undefined ? undefined : JSON.stringify(json)
      const what = `${method} ${baseUrl.origin}${prefix}${path.split('?')[0]}`
      let connected = false

      const outgoing = request({
        protocol: baseUrl.protocol,
        hostname: baseUrl.hostname.replace(/^\[|\]$/g, ''),
        port: baseUrl.port || 80,
        path: prefix + path,
        method,
        signal,
        // A POST gets its own connection: on a reused one it can meet the server closing it, and it
        // must not be sent twice to find out.
        agent: method === 'POST' ? false : agent,
        headers: {
          accept: 'application/json',
          'x-request-id': requestId,
          ...(payload === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
        },
      })

      const fail = (cause: Error) => {
        clearTimeout(connectTimer)
        const late = signal.aborted ? ' within the time for a call' : ''
        reject(
          connected
            ? new ApiError('no-answer', `${what} got no complete answer${late}`, { cause })
            : new ApiError('unreachable', `${what} found no connection${late}`, { cause }),
        )
      }
      const connectTimer = setTimeout(
        () => outgoing.destroy(new Error(`no connection within ${connectTimeoutMs} ms`)),
        connectTimeoutMs,
      )
      outgoing.once('socket', (socket) => {
        const established = () => {
          connected = true
          clearTimeout(connectTimer)
        }
        if (socket.connecting) socket.once('connect', established)
        else established()
      })
      outgoing.once('error', fail)
      outgoing.once('response', (incoming) => {
        const chunks: Buffer[] = []
        let bytes = 0
        incoming.on('data', (chunk: Buffer) => {
          bytes += chunk.length
          if (bytes > bodyLimitBytes)
            incoming.destroy(new Error(`the answer exceeds ${bodyLimitBytes} bytes`))
          else chunks.push(chunk)
        })
        incoming.once('error', fail)
        incoming.once('end', () =>
          resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        )
      })
      outgoing.end(payload)
    })

  return { send, close: () => agent.destroy() }
}
