import { type ClientRequest, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import type { Backend } from '../endpoints/backend.ts'
import { type Destination, nobodyReady, unreachable } from './destination.ts'
import { endToEndHeaders } from './end-to-end-headers.ts'
import { sendError } from './error-page.ts'
import { hasBody } from './has-body.ts'
import { acceptsTrailers, trailerPairs } from './trailers.ts'

/** Requests that change nothing (RFC 9110, section 9.2.1) and so may be sent twice. */
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])
const bodyMethods = new Set(['POST', 'PUT', 'PATCH'])
const maxTries = 5

/**
 * Sends a request on to a pod and its response back, both streamed. A pod that refuses the connection is skipped
 * for the next one. A reset before the response is tried again only for a safe request without a body: any other
 * may have done its work. Such a request never takes an idle connection, which the pod could be closing by then.
 */
export function forwardRequest(
  request: IncomingMessage,
  response: ServerResponse,
  destination: Destination,
): void {
  const withBody = hasBody(request)
  const repeatable = !withBody && safeMethods.has(request.method ?? '')
  const wantsTrailers = acceptsTrailers(request)
  const headers = framedHeaders(request, destination.headers, withBody)
  // A header of this hop's own: it passes trailers on (RFC 9110, section 10.1.4).
  if (wantsTrailers) headers.push('TE', 'trailers', 'Connection', 'keep-alive, TE')
  const tried = new Set<Backend>()
  let upstream: ClientRequest | undefined
  let tries = 0
  let lastError: Error | undefined
  // The client went away: whatever is under way for it ends.
  response.once('close', () => {
    if (!response.writableFinished) upstream?.destroy()
  })
  attempt(repeatable)

  function attempt(reuse: boolean) {
    const backend = ++tries > maxTries ? undefined : destination.choose(tried)
    if (backend === undefined) {
      if (lastError === undefined) sendError(response, 503, nobodyReady(destination))
      else sendError(response, 502, unreachable(destination, lastError))
      return
    }
    let connected = false
    let answered = false
    try {
      upstream = send({
        host: backend.address,
        port: backend.port,
        method: request.method,
        path: destination.path,
        headers,
        agent: reuse ? backend.pooled : backend.unpooled,
        timeout: destination.silenceMs,
      })
    } catch {
      sendError(response, 400, 'The request has a path or header that cannot be passed on.')
      return
    }
    const current = upstream
    backend.active++
    current.once('close', () => {
      backend.active--
      if (answered || response.writableEnded) discardRest(request, current)
    })
    current.once('socket', (socket) => {
      const begin = () => {
        connected = true
        if (withBody) request.pipe(current)
      }
      if (socket.connecting) socket.once('connect', begin)
      else begin()
    })
    // No other response would follow (RFC 9110, section 7.8).
    const refuseSwitch = () => {
      answered = true
      sendError(response, 502, `A pod of ${destination.name} switched to a protocol that nobody asked for.`)
      current.destroy()
    }
    current.once('response', (answer) => {
      // Without an `Upgrade` header Node takes it for a response.
      if (answer.statusCode === 101) return refuseSwitch()
      answered = true
      destination.responded(backend, answer.statusCode ?? 0)
      passBack(answer, response, wantsTrailers)
    })
    current.once('upgrade', refuseSwitch)
    current.once('timeout', () => {
      sendError(response, 504, `A pod of ${destination.name} kept silent for ${destination.silenceMs} ms.`)
      current.destroy()
    })
    current.on('error', (error) => {
      // Once the response has begun, its own end shows how it went.
      if (answered || response.destroyed || response.headersSent) return
      lastError = error
      if (connected && !repeatable) {
        sendError(response, 502, `A pod of ${destination.name} ended the connection: ${error.message}.`)
        return
      }
      // An idle connection that turns out dead says nothing about the pod.
      if (!current.reusedSocket) tried.add(backend)
      attempt(false)
    })
    if (!withBody) current.end()
  }
}

/** What a client still sends after its answer would otherwise wait for a reader, and the client with it. */
function discardRest(request: IncomingMessage, upstream: ClientRequest) {
  request.unpipe(upstream)
  request.resume()
}

function passBack(answer: IncomingMessage, response: ServerResponse, wantsTrailers: boolean) {
  response.sendDate = answer.headers.date === undefined
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', endToEndHeaders(answer.rawHeaders))
  // Before the pipe ends the response.
  if (wantsTrailers) answer.once('end', () => response.addTrailers(trailerPairs(answer.rawTrailers)))
  answer.pipe(response)
  answer.once('close', () => {
    // Cut off in the middle: the client must not take it for the whole.
    if (!answer.complete) response.destroy()
  })
}

/** Node would send a request without length in chunks: an empty body is not the same as none to every server. */
function framedHeaders({ headers, method = '' }: IncomingMessage, given: string[], withBody: boolean) {
  if (headers['transfer-encoding'] !== undefined) return [...given, 'Transfer-Encoding', 'chunked']
  const isUnframed = !withBody && bodyMethods.has(method) && headers['content-length'] === undefined
  return isUnframed ? [...given, 'Content-Length', '0'] : [...given]
}
