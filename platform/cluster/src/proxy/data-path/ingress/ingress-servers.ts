import { createServer as createHttpServer, type Server } from 'node:http'
import { createServer, type Server as HttpsServer } from 'node:https'
import type { SecureContext } from 'node:tls'
import type { Scheme, ServeIngress } from '../../protocol.ts'
import { createIngressRouter, type IngressRouterOptions } from './ingress-router.ts'
import { edgeOptions, type IngressServer, startIngressServer } from './ingress-server.ts'
import type { TlsContexts } from './tls-contexts.ts'
import { findTlsSecret } from './tls-table.ts'

export interface IngressServersOptions extends IngressRouterOptions {
  certificates: TlsContexts
  log: (line: string) => void
}

/** The ingress router's ports. */
export class IngressServers {
  readonly #options: IngressServersOptions
  readonly #servers = new Map<Scheme, Promise<IngressServer>>()

  constructor(options: IngressServersOptions) {
    this.#options = options
  }

  /** Resolves with the port, which stays when it is asked for again. */
  async open({ scheme, port, isFixed }: ServeIngress): Promise<number> {
    let server = this.#servers.get(scheme)
    if (server === undefined) {
      const { log } = this.#options
      const create = () => this.#create(scheme)
      server = startIngressServer(createIngressRouter(this.#options, scheme), port, { create, isFixed, log })
      this.#servers.set(scheme, server)
    }
    return (await server).port
  }

  #create(scheme: Scheme): Server | HttpsServer {
    if (scheme === 'http') return createHttpServer(edgeOptions)
    return createServer({
      ...edgeOptions,
      ALPNProtocols: ['http/1.1'],
      SNICallback: (serverName, done) => {
        try {
          done(null, this.#certificate(serverName))
        } catch (error) {
          done(error instanceof Error ? error : new Error(String(error)))
        }
      },
    })
  }

  #certificate(serverName: string): SecureContext {
    const secret = findTlsSecret(this.#options.tables.certificates, serverName)
    if (secret === undefined) throw new Error(`no Ingress has a certificate for ${serverName}`)
    return this.#options.certificates.get(secret)
  }
}
