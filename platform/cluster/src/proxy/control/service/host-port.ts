import type { Service, ServicePort } from '#kubernetes/core/v1'
import { hostPortsAnnotation, parseHostPorts } from '../../../client/host-ports.ts'
import { objectKey } from '../../../client/queue/object-key.ts'
import type { Live } from '../../../machinery/objects.ts'
import type { Post } from '../data-path-thread.ts'

/** The port of 127.0.0.1 that leads to one port of a Service. */
export class HostPort {
  readonly id: number
  readonly service: Live<Service>
  readonly #port: ServicePort
  readonly #post: Post
  #number: number | undefined
  #error: Error | undefined

  /** `id` names it to the data path. */
  constructor(id: number, service: Live<Service>, port: ServicePort, post: Post) {
    this.id = id
    this.service = service
    this.#port = port
    this.#post = post
  }

  /** Undefined while it is being opened. */
  get number(): number | undefined {
    return this.#number
  }

  /** Why it could not be opened. */
  get error(): Error | undefined {
    return this.#error
  }

  /** The Service's number of it. */
  get port(): number {
    return this.#port.port
  }

  get nodePort(): number | undefined {
    return this.#port.nodePort
  }

  /** Asks the data path for it: for the port that it had before, or else that it should have. */
  open(): void {
    const { metadata } = this.service
    const before = parseHostPorts(metadata.annotations?.[hostPortsAnnotation])?.get(this.#port.port)
    this.#post({
      type: 'open-port',
      id: this.id,
      service: objectKey(metadata),
      port: this.#port.port,
      wishes: [this.#number, this.#port.nodePort, before].filter((wish) => wish !== undefined),
    })
  }

  opened(number: number): void {
    this.#number = number
  }

  refused(reason: string): void {
    this.#error = new Error(reason)
  }

  close(): void {
    this.#post({ type: 'close-port', id: this.id })
  }
}
