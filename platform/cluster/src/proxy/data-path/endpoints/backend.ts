import { Agent, type ClientRequestArgs } from 'node:http'
import type { PodRef } from '../../protocol.ts'
import { PodSocket } from './pod-socket.ts'

/** Idle connections kept to one pod; each is a socket of this process and of the pod. */
const maxIdleConnections = 64

/**
 * One port of one endpoint, the same object for as long as a slice names it. `active` counts the requests and
 * connections under way, by which new ones are balanced.
 */
export class Backend {
  readonly address: string
  readonly port: number
  /** Undefined for endpoints that were written by hand. */
  readonly pod: PodRef | undefined
  active = 0
  /** When it was last chosen, counted in choices among its neighbours. */
  turn = 0
  /** Reuses connections: for requests that may be sent again when the pod closes an idle one at that moment. */
  readonly pooled = new Agent({ keepAlive: true, maxFreeSockets: maxIdleConnections, scheduling: 'lifo' })
  /** A connection of its own for each request. */
  readonly unpooled = new UploadAgent({ keepAlive: false })

  constructor(address: string, port: number, pod: PodRef | undefined) {
    this.address = address
    this.port = port
    this.pod = pod
  }

  /** Whether connections are kept for later requests; what is under way goes on either way. */
  keepIdleConnections(keep: boolean): void {
    this.pooled.maxFreeSockets = keep ? maxIdleConnections : 0
    if (keep) return
    for (const sockets of Object.values(this.pooled.freeSockets)) {
      for (const socket of sockets ?? []) socket.destroy()
    }
  }
}

/** What has a body may be answered before it is read. */
class UploadAgent extends Agent {
  override createConnection({ host, port }: ClientRequestArgs): PodSocket {
    return new PodSocket().setNoDelay().connect({ host: host ?? '', port: Number(port) })
  }
}
