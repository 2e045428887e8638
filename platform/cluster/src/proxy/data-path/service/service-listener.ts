import { createServer as createHttpServer, type IncomingMessage, type ServerOptions } from 'node:http'
import { createServer, type Socket } from 'node:net'
import type { Clock } from '@gitops-example/kit/clock'
import { lingerOnClose } from '../../../machinery/linger-on-close.ts'
import type { Backend } from '../endpoints/backend.ts'
import type { ChooseBackend } from '../endpoints/choose-backend.ts'
import type { Responded } from '../first-responses.ts'
import { asksForUpgrade } from '../http/asks-for-upgrade.ts'
import { endToEndHeaders } from '../http/end-to-end-headers.ts'
import { sendError, sendErrorOn } from '../http/error-page.ts'
import { forwardRequest } from '../http/forward-request.ts'
import { forwardUpgrade } from '../http/forward-upgrade.ts'
import { looksLikeHttp } from '../http/looks-like-http.ts'
import { absoluteTarget, hostFault, withHost } from '../http/request-host.ts'
import { listenOnLoopback } from '../listen.ts'
import { relayConnection } from './relay-connection.ts'

export interface ServiceListenerOptions {
  clock: Clock
  log: (line: string) => void
  /** For messages, such as `Service dev/web port 80`. */
  name: string
  /** Tried in this order before any free port. */
  wishes: readonly number[]
  /** Whether connections that begin as HTTP are balanced by request. */
  mayBeHttp: () => boolean
  choose: (client: string, tried: ReadonlySet<Backend>) => Backend | undefined
  responded: Responded
  /** What tests put in place of the limits. */
  limits?: ServerOptions
}

export interface ServiceListener {
  readonly port: number
  /** Ends the port and its connections. */
  stop(): void
}

/**
 * Against clients that send headers without end. How long a request and a connection take is up to the two sides: this
 * is a connection of theirs, not an edge.
 */
const limits = {
  maxHeaderSize: 32 * 1024,
  headersTimeout: 15_000,
  requestTimeout: 0,
  keepAliveTimeout: 0,
  connectionsCheckingInterval: 5000,
} satisfies ServerOptions

/** A protocol whose server speaks first is found out by the client's silence. */
const clientSilenceMs = 30

/**
 * Opens a port of 127.0.0.1 for a port of a Service. A connection that begins as HTTP/1 is balanced request by
 * request, so that a client which keeps its connection open loses none when a pod ends; any other goes to one pod as
 * it is.
 */
export async function openServiceListener(options: ServiceListenerOptions): Promise<ServiceListener> {
  const { clock, log, name, choose, responded } = options
  const sockets = new Set<Socket>()
  const http = createHttpServer({ ...limits, ...options.limits, shouldUpgradeCallback: asksForUpgrade })
  // It is given connections and listens to none itself, which is when it would begin to look for slow ones.
  http.emit('listening')
  const chooseFor = (client: string): ChooseBackend => {
    return (tried) => choose(client, tried)
  }
  const destination = (request: IncomingMessage) => ({
    name,
    choose: chooseFor(clientOf(request.socket)),
    path: absoluteTarget(request.url ?? '')?.origin ?? request.url ?? '',
    headers: withHost(endToEndHeaders(request.rawHeaders), request),
    responded,
    // As long as the two sides want: this is a connection of theirs, not an edge.
    silenceMs: 0,
  })
  http.on('request', lingerOnClose)
  http.on('request', (request, response) => {
    const fault = hostFault(request)
    if (fault !== undefined) sendError(response, 400, fault)
    else forwardRequest(request, response, destination(request))
  })
  http.on('upgrade', (request, socket, head) => {
    const fault = hostFault(request)
    if (fault !== undefined) sendErrorOn(socket, 400, fault)
    else forwardUpgrade(request, socket, head, destination(request))
  })
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    accept(socket)
  })
  const port = await listenOnLoopback(server, options.wishes)
  server.on('error', (error) => log(`${name}: ${error.message}.`))
  return {
    port,
    stop() {
      server.close()
      http.close(() => {}) // the error that it does not listen says nothing
      for (const socket of sockets) socket.destroy()
    },
  }

  function accept(client: Socket) {
    const relay = { choose: chooseFor(clientOf(client)), responded }
    if (!options.mayBeHttp()) return relayConnection(client, relay)
    const onError = () => client.destroy()
    const onEnd = () => client.destroy()
    const onData = (bytes: Buffer) => {
      stopWaiting()
      client.pause()
      if (takeHttp(client, bytes)) return
      client.unshift(bytes)
      relayConnection(client, relay)
    }
    const silence = clock.after(clientSilenceMs, () => {
      stopWaiting()
      client.pause()
      relayConnection(client, { ...relay, takeBack: (bytes) => takeHttp(client, bytes) })
    })
    const stopWaiting = () => {
      silence[Symbol.dispose]()
      client.off('error', onError).off('end', onEnd).off('data', onData)
    }
    client.on('error', onError).once('end', onEnd).once('data', onData)
    client.once('close', () => silence[Symbol.dispose]())
  }

  function takeHttp(client: Socket, bytes: Buffer): boolean {
    if (!looksLikeHttp(bytes)) return false
    client.unshift(bytes)
    http.emit('connection', client)
    client.resume()
    return true
  }
}

function clientOf(socket: Socket): string {
  return socket.remoteAddress ?? ''
}
