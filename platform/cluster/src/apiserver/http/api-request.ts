import type { IncomingHttpHeaders } from 'node:http'
import type { User } from './authenticate.ts'

/** A request that has passed the gate: a known user, a path without tricks. */
export interface ApiRequest {
  readonly method: string
  /** Decoded parts of the path, without empty ones. */
  readonly path: readonly string[]
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly user: User
  /** Aborted when the client has gone or the server stops. */
  readonly signal: () => AbortSignal
  /** Reads the whole body, once; `StatusError` 413 past the limit. */
  readonly body: () => Promise<Uint8Array>
}
