import { createServer } from 'node:https'
import type { SecureContext } from 'node:tls'
import { describeError } from '@gitops-example/kit/errors'
import type { Part, PartContext } from '../../client/parts.ts'
import type { EndpointTable } from '../endpoints/endpoint-table.ts'
import type { FirstResponses } from '../first-responses.ts'
import { followIngresses } from './follow-ingresses.ts'
import { createIngressRouter } from './ingress-router.ts'
import { edgeOptions, startIngressServer } from './ingress-server.ts'
import { type IngressPorts, keepIngressStatus } from './ingress-status.ts'
import { TlsContexts } from './tls-contexts.ts'
import { findTlsSecret } from './tls-table.ts'

export interface IngressOptions {
  context: PartContext
  endpoints: EndpointTable
  responses: FirstResponses
  preferredPort: number
}

export interface RunningIngress extends Part {
  readonly port: number
  /** Undefined until an Ingress has asked for TLS. */
  readonly tlsPort: number | undefined
}

/** HTTPS is to HTTP as 443 is to 80, and 8443 to 8080. */
const tlsOffset = 443 - 80

/** Starts the router for HTTP, and the one for HTTPS when the first Ingress asks for TLS. */
export async function startIngress(options: IngressOptions): Promise<RunningIngress> {
  const { context, preferredPort, ...backends } = options
  const { client, log } = context
  await using starting = new AsyncDisposableStack()
  const tables = starting.use(followIngresses(client))
  const certificates = new TlsContexts(client)
  const router = { client, ...backends, routes: tables.routes }
  const http = await startIngressServer(createIngressRouter(router, 'http'), preferredPort, { log })
  starting.defer(() => http.stop())
  const ports: IngressPorts = { http: http.port }
  let tlsServer: Promise<void> | undefined
  const status = starting.use(
    keepIngressStatus(context, {
      certificates,
      ports: () => ports,
      onTlsWanted() {
        tlsServer ??= startTls().catch((error) => log(`Cannot serve HTTPS: ${describeError(error)}`))
      },
    }),
  )
  const running = starting.move()
  return {
    port: http.port,
    get tlsPort() {
      return ports.https
    },
    async stop() {
      await tlsServer
      await running.disposeAsync()
    },
  }

  async function startTls() {
    const preferred = preferredPort === 0 ? 0 : preferredPort + tlsOffset
    const create = () =>
      createServer({ ...edgeOptions, ALPNProtocols: ['http/1.1'], SNICallback: chooseCertificate })
    const server = await startIngressServer(createIngressRouter(router, 'https'), preferred, { create, log })
    running.defer(() => server.stop())
    ports.https = server.port
    status.refresh()
  }

  function chooseCertificate(
    serverName: string,
    done: (error: Error | null, context?: SecureContext) => void,
  ) {
    try {
      const secret = findTlsSecret(tables.certificates(), serverName)
      if (secret === undefined) throw new Error(`no Ingress has a certificate for ${serverName}`)
      done(null, certificates.get(secret))
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)))
    }
  }
}
