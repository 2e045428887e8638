import type { Duplex } from 'node:stream'
import type { WebSocket, WebSocketServer } from 'ws'
import type { UpgradeRequest } from './upgrade-request.ts'

const messageLimitBytes = 4 * 1024 * 1024

/** Accepts WebSockets (RFC 6455); the library is loaded when the first client asks for one. */
export class WebSockets {
  #server: Promise<WebSocketServer> | undefined

  /** The socket with the first offered protocol that is among `protocols`; with none when the client offers none. */
  async accept({ incoming, socket, head }: UpgradeRequest, protocols: readonly string[]): Promise<WebSocket> {
    this.#server ??= import('ws').then(
      ({ WebSocketServer }) =>
        new WebSocketServer({ noServer: true, maxPayload: messageLimitBytes, perMessageDeflate: false }),
    )
    const server = await this.#server
    server.options.handleProtocols = (offered) => protocols.find((one) => offered.has(one)) ?? false
    return new Promise((resolve, reject) => {
      socket.once('close', () => reject(new Error('the client went away')))
      server.handleUpgrade(incoming, socket, head, (accepted) => resolve(accepted))
    })
  }

  /** The binary messages of a socket as one stream of bytes. */
  async stream(socket: WebSocket): Promise<Duplex> {
    const { createWebSocketStream } = await import('ws')
    return createWebSocketStream(socket)
  }
}
