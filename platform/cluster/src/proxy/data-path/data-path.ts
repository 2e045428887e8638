import { systemClock } from '@gitops-example/kit/clock'
import type { FromDataPath, ServiceView, ToDataPath } from '../protocol.ts'
import { EndpointTable } from './endpoints/endpoint-table.ts'
import { reportFirstResponses } from './first-responses.ts'
import { IngressServers } from './ingress/ingress-servers.ts'
import { IngressTables } from './ingress/ingress-tables.ts'
import { TlsContexts } from './ingress/tls-contexts.ts'
import { HostedPorts } from './service/hosted-ports.ts'

/** Carries the traffic of Services and Ingresses to the pods, by what the control side has told it last. */
export class DataPath {
  readonly #send: (message: FromDataPath) => void
  readonly #services = new Map<string, ServiceView>()
  readonly #endpoints = new EndpointTable()
  readonly #ingresses = new IngressTables()
  readonly #certificates = new TlsContexts()
  readonly #ports: HostedPorts
  readonly #servers: IngressServers

  constructor(send: (message: FromDataPath) => void) {
    this.#send = send
    const shared = {
      services: this.#services,
      endpoints: this.#endpoints,
      responded: reportFirstResponses(systemClock, send),
      log: (line: string) => send({ type: 'log', line }),
    }
    this.#ports = new HostedPorts({ ...shared, clock: systemClock })
    this.#servers = new IngressServers({
      ...shared,
      tables: this.#ingresses,
      certificates: this.#certificates,
    })
  }

  receive(message: ToDataPath): void {
    switch (message.type) {
      case 'service':
        if (message.service === undefined) this.#services.delete(message.key)
        else this.#services.set(message.key, message.service)
        break
      case 'slice':
        this.#endpoints.replaceSlice(message.key, message.service, message.endpoints)
        break
      case 'ingress':
        this.#ingresses.replace(message.key, message.ingress)
        break
      case 'certificate':
        this.#certificates.replace(message.key, message.certificate)
        break
      case 'open-port': {
        const { id } = message
        this.#ports.open(message).then(
          (port) => port !== undefined && this.#send({ type: 'port-open', id, port }),
          (error) => this.#send({ type: 'port-refused', id, reason: error.message }),
        )
        break
      }
      case 'close-port':
        this.#ports.close(message.id)
        break
      case 'serve-ingress':
        this.#servers.open(message).then(
          (port) => this.#send({ type: 'ingress-open', scheme: message.scheme, port }),
          (error) => {
            // Without HTTP it is of no use, and ends.
            if (message.scheme === 'http') throw error
            this.#send({ type: 'log', line: `Cannot serve HTTPS: ${error.message}.` })
          },
        )
        break
      case 'settle':
        this.#send({ type: 'settled', turn: message.turn })
        break
    }
  }
}
