import type { Scheme } from '../../protocol.ts'
import type { Post } from '../data-path-thread.ts'

/** HTTPS is to HTTP as 443 is to 80, and 8443 to 8080. */
const tlsOffset = 443 - 80

/** Where the ingress router answers: HTTP from the start, HTTPS from when the first Ingress asks for it. */
export class IngressPorts {
  readonly #preferredPort: number
  readonly #ports: { [scheme in Scheme]?: number } = {}
  #isTlsWanted = false

  constructor(preferredPort: number) {
    this.#preferredPort = preferredPort
  }

  /** Undefined until it is open. */
  get http(): number | undefined {
    return this.#ports.http
  }

  get https(): number | undefined {
    return this.#ports.https
  }

  /** Asks a data path for the ports; one that has been open before is the same again. */
  open(post: Post): void {
    const { http } = this.#ports
    post({
      type: 'serve-ingress',
      scheme: 'http',
      port: http ?? this.#preferredPort,
      isFixed: http !== undefined,
    })
    if (this.#isTlsWanted) this.#openTls(post)
  }

  wantTls(post: Post): void {
    if (this.#isTlsWanted) return
    this.#isTlsWanted = true
    this.#openTls(post)
  }

  opened(scheme: Scheme, port: number): void {
    this.#ports[scheme] = port
  }

  #openTls(post: Post): void {
    const preferred = this.#preferredPort === 0 ? 0 : this.#preferredPort + tlsOffset
    post({
      type: 'serve-ingress',
      scheme: 'https',
      port: this.#ports.https ?? preferred,
      isFixed: false,
    })
  }
}
