import { PassThrough } from 'node:stream'
import type { SpdyConnection } from '../spdy/spdy-connection.ts'
import type { SpdyStream } from '../spdy/spdy-stream.ts'
import { endStream } from './end-stream.ts'
import type { ExecChannels } from './exec-channels.ts'
import type { ExecRequest } from './exec-request.ts'

/** Versions of remotecommand over SPDY whose error stream carries a `Status`. */
export const spdyExecProtocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io']

/** Collects the streams that an exec over SPDY consists of: an error stream and one for each that the query names. */
export class SpdyExecStreams {
  readonly #wanted: Set<string>
  readonly #streams = new Map<string, SpdyStream>()
  readonly #complete = Promise.withResolvers<void>()

  constructor({ stdin, stdout, stderr, tty }: ExecRequest) {
    const names = { error: true, stdin, stdout, stderr: stderr && !tty, resize: tty }
    this.#wanted = new Set(Object.entries(names).flatMap(([name, isWanted]) => (isWanted ? [name] : [])))
  }

  add(stream: SpdyStream): void {
    this.#streams.set(stream.headers.get('streamtype') ?? '', stream)
    if ([...this.#wanted].every((name) => this.#streams.has(name))) this.#complete.resolve()
  }

  /** Resolves when the client has opened every stream. */
  async channels(connection: SpdyConnection, signal: AbortSignal): Promise<ExecChannels> {
    await this.#complete.promise
    const stdin = this.#streams.get('stdin')
    const stdout = this.#streams.get('stdout') ?? nowhere()
    const error = this.#streams.get('error')
    this.#streams.get('resize')?.resume()
    const outputs = ['stdout', 'stderr', 'error'].flatMap((name) => this.#streams.get(name) ?? [])
    return {
      ...(stdin && { stdin }),
      stdout,
      stderr: this.#streams.get('stderr') ?? stdout,
      signal,
      async finish(status) {
        error?.write(JSON.stringify(status))
        await Promise.all(outputs.map(endStream))
        await connection.goAway().catch(() => {})
      },
    }
  }
}

function nowhere(): PassThrough {
  return new PassThrough().resume()
}
