import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { lingerOnClose } from '../../../machinery/linger-on-close.ts'
import { asksForUpgrade } from '../http/asks-for-upgrade.ts'
import { portOf, tryListen } from '../listen.ts'

export interface RequestHandlers {
  request: (request: IncomingMessage, response: ServerResponse) => void
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
}

export interface IngressServerOptions {
  create?: () => Server | HttpsServer
  /** Whether no other port will do. */
  isFixed?: boolean
  log: (line: string) => void
}

export interface IngressServer {
  readonly port: number
  stop(): Promise<void>
}

/** Limits against clients that send headers without end or hold a connection open with less than a request. */
export const edgeOptions = {
  maxHeaderSize: 32 * 1024,
  headersTimeout: 15_000,
  requestTimeout: 5 * 60_000,
  /** As NGINX keeps an idle connection. */
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 5000,
  shouldUpgradeCallback: asksForUpgrade,
} satisfies ServerOptions

/**
 * Serves `handlers` on loopback, on `preferredPort` when it is free and else on another port: on 127.0.0.1 and, where
 * the machine has it, on [::1], because browsers look up `NAME.localhost` as either. Rejects with the error of a port
 * that is not available.
 */
export async function startIngressServer(
  handlers: RequestHandlers,
  preferredPort: number,
  { create = () => createServer(edgeOptions), isFixed = false, log }: IngressServerOptions,
): Promise<IngressServer> {
  for (let preferred = preferredPort; ; preferred = 0) {
    const v4 = serve(create(), handlers, log)
    const outcome = await tryListen(v4.server, '127.0.0.1', preferred)
    if (outcome !== 'listening') {
      if (preferred === 0 || isFixed) throw outcome
      continue
    }
    const port = portOf(v4.server)
    const v6 = serve(create(), handlers, log)
    const outcomeV6 = await tryListen(v6.server, '::1', port)
    if (outcomeV6 !== 'listening' && outcomeV6.code === 'EADDRINUSE') {
      // Another program's page would answer the same URL in some browsers.
      await v4.stop()
      if (isFixed) throw outcomeV6
      continue
    }
    return {
      port,
      async stop() {
        await Promise.all([v4.stop(), v6.stop()])
      },
    }
  }
}

function serve(
  server: Server | HttpsServer,
  { request, upgrade }: RequestHandlers,
  log: (line: string) => void,
) {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('listening', () => server.on('error', (error) => log(`Ingress router: ${error.message}.`)))
  server.on('request', lingerOnClose)
  server.on('request', request)
  server.on('upgrade', upgrade)
  return {
    server,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
