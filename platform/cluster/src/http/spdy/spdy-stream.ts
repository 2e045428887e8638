import { once } from 'node:events'
import { Duplex } from 'node:stream'
import type { Headers } from './header-block.ts'

/** How a stream sends its frames; resolves when the connection took them. */
export type SendData = (payload: Uint8Array, isLast: boolean) => Promise<void>

/** One stream of a SPDY connection. */
export class SpdyStream extends Duplex {
  readonly id: number
  readonly headers: Headers
  readonly #send: SendData
  #isFull = false

  constructor(id: number, headers: Headers, send: SendData) {
    super({ allowHalfOpen: true })
    this.id = id
    this.headers = headers
    this.#send = send
    // A stream that is cut off ends; whoever reads or writes sees it by 'close'.
    this.on('error', () => {})
  }

  /** What came from the client; resolves when there is room for more. */
  async receive(payload: Buffer, isLast: boolean): Promise<void> {
    if (this.destroyed) return
    if (payload.length > 0 && !this.push(payload)) {
      this.#isFull = true
      await Promise.race([once(this, 'room'), once(this, 'close')])
    }
    if (isLast && !this.destroyed) this.push(null)
  }

  override _read(): void {
    if (!this.#isFull) return
    this.#isFull = false
    this.emit('room')
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#send(chunk, false).then(() => done(), done)
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#send(new Uint8Array(), true).then(() => done(), done)
  }
}
