import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { GitopsError } from '@gitops-example/kit/errors'
import { lingerOnClose } from '../../machinery/linger-on-close.ts'
import { StatusError } from '../../machinery/status-error.ts'
import type { ServerCertificates } from '../pki/server-certificates.ts'
import type { Upgrades } from '../streaming/upgrade/upgrades.ts'
import { errorAnswer, sendAnswer } from './answer.ts'
import { answerClientError } from './answer-client-error.ts'
import type { ApiRequest } from './api-request.ts'
import { authenticate } from './authenticate.ts'
import { readBody } from './read-body.ts'
import { refuseOnSocket } from './refuse-on-socket.ts'
import { requireLocal } from './require-local.ts'
import type { Router } from './router.ts'
import type { ServerContext } from './server-context.ts'
import { splitPath } from './split-path.ts'

export interface ApiServerOptions {
  context: ServerContext
  router: Router
  certificates: ServerCertificates
  port: number
}

const limits = {
  /** A client that is slow to say what it wants, or to send it, is disconnected. */
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  handshakeTimeout: 10_000,
  keepAliveTimeout: 90_000,
  maxHeaderSize: 64 * 1024,
}

const clientGone = new GitopsError('client-gone', 'The client has gone before its answer was complete.')

/** The API over HTTPS on 127.0.0.1: every request passes the gate (host, origin, token) before it is looked at. */
export class ApiServer {
  readonly #options: ApiServerOptions
  readonly #server: Server
  readonly #stopping = new AbortController()
  #upgrades: Promise<Upgrades> | undefined
  readonly #upgraded = new Set<Duplex>()

  private constructor(options: ApiServerOptions) {
    const { authority, certificate, key } = options.certificates
    this.#options = options
    this.#server = createServer({ ...limits, cert: certificate + authority, key })
    this.#server.on('request', lingerOnClose)
    this.#server.on('request', (request, response) => this.#serve(request, response))
    this.#server.on('clientError', answerClientError)
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head))
  }

  /** Listens on the wanted port of 127.0.0.1; `EADDRINUSE` when it is taken. */
  static async start(options: ApiServerOptions): Promise<ApiServer> {
    const server = new ApiServer(options)
    server.#server.listen({ host: '127.0.0.1', port: options.port, exclusive: true })
    await once(server.#server, 'listening')
    // One connection that cannot be taken, for want of a file descriptor, is no reason to end.
    server.#server.on('error', (error) => options.context.log(`API server: ${error.message}.`))
    return server
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Ends every watch and stream, then the connections. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeIdleConnections()
    for (const socket of this.#upgraded) socket.destroy()
    // Answers that were just ended need a turn to get out; nobody gets to hold up the end.
    setTimeout(() => this.#server.closeAllConnections(), 100).unref()
    await closed
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { context, router } = this.#options
    // A client that goes away is not a failure.
    response.on('error', () => {})
    try {
      const request = this.#admit(incoming, response)
      const answer = await router.answer(request)
      await sendAnswer(response, answer)
    } catch (error) {
      if (!(error instanceof StatusError) && !response.destroyed) {
        context.log(`${incoming.method} ${pathOnly(incoming.url)} failed: ${describe(error)}`)
      }
      await refuse(incoming, response, error)
    }
  }

  async #upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => {})
    // The server closes its own connections only: those that have left HTTP are ours to end.
    this.#upgraded.add(socket)
    socket.once('close', () => this.#upgraded.delete(socket))
    try {
      const request = this.#admit(incoming, socket)
      const upgrades = await this.#loadUpgrades()
      await upgrades.handle(request, { incoming, socket, head })
    } catch (error) {
      if (!(error instanceof StatusError) && !socket.destroyed) {
        this.#options.context.log(`${incoming.method} ${pathOnly(incoming.url)} failed: ${describe(error)}`)
      }
      // A fault of ours may come after the connection has left HTTP: then there is no answer to give.
      if (error instanceof StatusError) refuseOnSocket(socket, error)
      else socket.destroy()
    }
  }

  /** Loaded with the first exec or port-forward: most clusters never see one. */
  #loadUpgrades(): Promise<Upgrades> {
    this.#upgrades ??= import('../streaming/upgrade/upgrades.ts').then(
      ({ Upgrades }) => new Upgrades(this.#options.context),
    )
    return this.#upgrades
  }

  #admit(incoming: IncomingMessage, response: ServerResponse | Duplex): ApiRequest {
    const { headers, method = 'GET', url = '/' } = incoming
    requireLocal(headers)
    const user = authenticate(headers, this.#options.context.authenticator)
    const mark = url.indexOf('?')
    return {
      method,
      path: splitPath(mark === -1 ? url : url.slice(0, mark)),
      query: new URLSearchParams(mark === -1 ? '' : url.slice(mark + 1)),
      headers,
      user,
      signal: () => this.#signalOf(response),
      body: () => readBody(incoming),
    }
  }

  /** Made only for the few requests that go on: most are answered sooner than a signal is set up. */
  #signalOf(response: ServerResponse | Duplex): AbortSignal {
    const gone = new AbortController()
    if (response.destroyed) gone.abort(clientGone)
    else response.once('close', () => gone.abort(clientGone))
    return AbortSignal.any([gone.signal, this.#stopping.signal])
  }
}

async function refuse(incoming: IncomingMessage, response: ServerResponse, error: unknown): Promise<void> {
  if (response.headersSent) {
    response.destroy()
    return
  }
  if (!incoming.complete) {
    // What is left of the body is not worth waiting for; the connection ends after the answer.
    response.setHeader('Connection', 'close')
  }
  await sendAnswer(response, errorAnswer(error))
}

/** Without the query, which may carry what is nobody's business. */
function pathOnly(url = ''): string {
  return url.split('?', 1)[0] ?? ''
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
