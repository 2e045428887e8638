import type { SpdyStream } from '../spdy/spdy-stream.ts'
import { type ForwardTarget, forwardConnection } from './forward-connection.ts'

/**
 * Pairs the streams of a port-forward over SPDY: for each connection the client opens an error stream and a data
 * stream with the same request id.
 */
export class SpdyForwards {
  readonly #target: ForwardTarget
  readonly #errors = new Map<string, SpdyStream>()

  constructor(target: ForwardTarget) {
    this.#target = target
  }

  add(stream: SpdyStream): void {
    const { headers } = stream
    const requestId = headers.get('requestid') ?? headers.get('port') ?? ''
    if (headers.get('streamtype') === 'error') {
      this.#errors.set(requestId, stream)
      stream.once('close', () => this.#errors.delete(requestId))
      stream.resume()
      return
    }
    const port = Number(headers.get('port'))
    const error = this.#errors.get(requestId)
    forwardConnection(this.#target, port, stream).then((problem) => {
      if (problem === undefined) error?.end()
      else error?.end(problem)
    })
  }
}
