import type { Readable, Writable } from 'node:stream'

/** The streams of one exec, whatever carries them. */
export interface ExecChannels {
  stdin?: Readable
  stdout: Writable
  stderr: Writable
  /** Aborted when the client has gone. */
  signal: AbortSignal
  /** Sends how it ended as a `Status`, then closes. */
  finish(status: object): Promise<void>
}
