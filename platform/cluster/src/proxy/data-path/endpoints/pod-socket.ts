import { Socket } from 'node:net'

type Done = (error?: Error | null) => void

/**
 * A connection to a pod that outlives a failed write: a pod which answers before it has read everything, and closes,
 * makes the next write fail while its answer is still to be read. What is written from then on is dropped; the error
 * comes when nothing more can be read.
 */
export class PodSocket extends Socket {
  #failure: Error | undefined

  override _write(chunk: unknown, encoding: BufferEncoding, done: Done): void {
    if (this.#failure === undefined) super._write(chunk, encoding, this.#outlive(done))
    else done()
  }

  override _writev(chunks: { chunk: unknown; encoding: BufferEncoding }[], done: Done): void {
    if (this.#failure === undefined) super._writev?.(chunks, this.#outlive(done))
    else done()
  }

  #outlive(done: Done): Done {
    return (error) => {
      if (!isRefusal(error) || this.readableEnded) return done(error)
      this.#failure = error
      this.once('end', () => this.destroy(error))
      done()
    }
  }
}

/** The other side has closed: after this error reading ends too. */
function isRefusal(error: NodeJS.ErrnoException | null | undefined): error is NodeJS.ErrnoException {
  return error?.code === 'EPIPE' || error?.code === 'ECONNRESET'
}
