import type { Duplex } from 'node:stream'
import { controlFrame, dataFrame, flagFin, frameType, readFrames, words } from './frames.ts'
import { HeaderBlocks } from './header-block.ts'
import { SpdyStream } from './spdy-stream.ts'

const frameLimitBytes = 4 * 1024 * 1024

/** As many streams as one client may have open: `kubectl port-forward` opens two for each connection. */
const streamLimit = 2000

/** Why a stream is reset (SPDY protocol draft 3, 2.6.3). */
const refusedStream = 3
const cancelled = 5

/**
 * The server's end of a SPDY/3.1 connection, as far as kubectl's exec and port-forward use it: streams that the client
 * opens, data both ways, half-close and ping. Like upstream's, it knows no flow control.
 */
export class SpdyConnection {
  readonly #socket: Duplex
  readonly #onStream: (stream: SpdyStream) => void
  readonly #streams = new Map<number, SpdyStream>()
  readonly #headers = new HeaderBlocks()

  constructor(socket: Duplex, onStream: (stream: SpdyStream) => void) {
    this.#socket = socket
    this.#onStream = onStream
  }

  /** Resolves when the connection has ended, whoever ended it; every stream has ended then too. */
  async run(): Promise<void> {
    try {
      for await (const frame of readFrames(this.#socket, frameLimitBytes)) {
        if (frame.kind === 'data') {
          await this.#streams.get(frame.streamId)?.receive(frame.payload, frame.isLast)
        } else {
          await this.#control(frame.type, frame.flags, frame.payload)
        }
      }
    } catch {
      // A connection that is cut off or speaks nonsense ends as one that is closed.
    } finally {
      this.close()
    }
  }

  close(): void {
    for (const stream of this.#streams.values()) stream.cutOff()
    this.#streams.clear()
    this.#headers.close()
    this.#socket.destroy()
  }

  /** Informs the client that no more will come, after everything that was written. */
  async goAway(): Promise<void> {
    const last = Math.max(0, ...this.#streams.keys())
    await this.#send(controlFrame(frameType.goAway, words(last, 0)))
    this.#socket.end()
  }

  async #control(type: number, flags: number, payload: Buffer): Promise<void> {
    switch (type) {
      case frameType.synStream:
        return this.#open(payload, flags)
      case frameType.rstStream:
        this.#streams.get(payload.readUInt32BE(0))?.cutOff()
        return
      case frameType.ping:
        await this.#send(controlFrame(frameType.ping, payload))
        return
      // Settings, window updates and headers change nothing here.
    }
  }

  async #open(payload: Buffer, flags: number): Promise<void> {
    const id = payload.readUInt32BE(0) & 0x7fff_ffff
    const headers = await this.#headers.read(payload.subarray(10))
    if (this.#streams.size >= streamLimit || this.#streams.has(id)) {
      await this.#send(controlFrame(frameType.rstStream, words(id, refusedStream)))
      return
    }
    const stream = new SpdyStream({
      id,
      headers,
      send: (data, isLast) => this.#send(dataFrame(id, data, isLast)),
      // A connection that is already gone needs no word about its streams.
      reset: () => void this.#send(controlFrame(frameType.rstStream, words(id, cancelled))).catch(() => {}),
    })
    this.#streams.set(id, stream)
    stream.once('close', () => this.#streams.delete(id))
    const block = await this.#headers.write(new Map())
    await this.#send(controlFrame(frameType.synReply, Buffer.concat([words(id), block])))
    if ((flags & flagFin) !== 0) await stream.receive(Buffer.alloc(0), true)
    this.#onStream(stream)
  }

  #send(frame: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.write(frame, (error) => (error ? reject(error) : resolve()))
    })
  }
}
