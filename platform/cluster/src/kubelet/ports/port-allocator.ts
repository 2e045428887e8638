import { createServer } from 'node:net'
import { GitopsError } from '@gitops-example/kit/errors'
import { podAddress } from '../pod-address.ts'

/**
 * Below the ports that systems give to outgoing connections (32768 on Linux, 49152 elsewhere): one of those could be
 * taken between our choice and the process's `listen`.
 */
const first = 20_000
const count = 10_000

/** Hands out free ports of this machine, none of them twice until it is given back. */
export class PortAllocator {
  readonly #taken = new Set<number>()
  readonly #listeners = new Set<() => void>()
  #next: number

  /** `start` is where to look first: clusters that look at different places never race for a port. */
  constructor(start = Math.floor(Math.random() * count)) {
    this.#next = start % count
  }

  async allocate(): Promise<number> {
    for (let tries = 0; tries < count; tries++) {
      const port = first + this.#next
      this.#next = (this.#next + 1) % count
      if (await this.take(port)) return port
    }
    throw new GitopsError('no-free-port', `Cannot find a free port from ${first} to ${first + count - 1}.`)
  }

  /** Reserves this very port; false when it is reserved or something listens on it. */
  async take(port: number): Promise<boolean> {
    if (this.#taken.has(port)) return false
    this.#taken.add(port)
    if (await isFree(port)) return true
    this.#taken.delete(port)
    return false
  }

  /** Takes back a reservation that nobody knows of. */
  cancel(ports: Iterable<number>): void {
    for (const port of ports) this.#taken.delete(port)
  }

  /** Gives back the ports of a pod that is gone. */
  release(ports: Iterable<number>): void {
    this.cancel(ports)
    for (const listener of [...this.#listeners]) listener()
  }

  /** Calls `listener` whenever a pod's ports came free. */
  onRelease(listener: () => void): Disposable {
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) }
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ host: podAddress, port, exclusive: true }, () => server.close(() => resolve(true)))
  })
}
