import { Duplex } from 'node:stream'
import type { Headers } from './header-block.ts'

/** How a stream sends its frames; resolves when the connection took them. */
export type SendData = (payload: Uint8Array, isLast: boolean) => Promise<void>

interface SpdyStreamOptions {
  id: number
  headers: Headers
  send: SendData
  /** Informs the client that the stream is over; called when it ends before both ways are done. */
  reset: () => void
}

/** One stream of a SPDY connection. */
export class SpdyStream extends Duplex {
  readonly id: number
  readonly headers: Headers
  readonly #send: SendData
  readonly #reset: () => void
  /** Waits until what came has been read. */
  #room: (() => void) | undefined
  #isCutOff = false

  constructor({ id, headers, send, reset }: SpdyStreamOptions) {
    super({ allowHalfOpen: true })
    this.id = id
    this.headers = headers
    this.#send = send
    this.#reset = reset
    // A stream that is cut off ends; whoever reads or writes sees it by 'close'.
    this.on('error', () => {})
  }

  /** What came from the client; resolves when there is room for more. */
  async receive(payload: Buffer, isLast: boolean): Promise<void> {
    if (this.destroyed) return
    if (payload.length > 0 && !this.push(payload)) {
      await new Promise<void>((resolve) => {
        this.#room = resolve
      })
    }
    if (isLast && !this.destroyed) this.push(null)
  }

  /** Ends the stream as the client or the connection has ended it: there is nobody to inform. */
  cutOff(): void {
    this.#isCutOff = true
    this.destroy()
  }

  override _read(): void {
    this.#room?.()
    this.#room = undefined
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#send(chunk, false).then(() => done(), done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#room?.()
    const isDone = this.readableEnded && this.writableFinished
    if (!isDone && !this.#isCutOff) this.#reset()
    done(error)
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#send(new Uint8Array(), true).then(() => done(), done)
  }
}
