import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { badRequest } from '../../../machinery/status-error.ts'
import { SpdyConnection } from '../spdy/spdy-connection.ts'
import type { SpdyStream } from '../spdy/spdy-stream.ts'

/** A connection that asks to speak something else than HTTP. */
export interface UpgradeRequest {
  incoming: IncomingMessage
  socket: Duplex
  head: Buffer
}

export type UpgradeKind = 'websocket' | 'spdy'

export function upgradeKind({ headers }: IncomingMessage): UpgradeKind {
  const wanted = (headers.upgrade ?? '').toLowerCase()
  if (wanted === 'websocket') return 'websocket'
  if (wanted === 'spdy/3.1') return 'spdy'
  throw badRequest(
    `unable to upgrade to ${JSON.stringify(wanted)}: only websocket and SPDY/3.1 are spoken here`,
  )
}

/** Versions that the client offers besides the upgrade itself (`X-Stream-Protocol-Version`), in its order. */
function offeredVersions({ headers }: IncomingMessage): string[] {
  return [headers['x-stream-protocol-version'] ?? []].flat().flatMap((text) => text.split(/\s*,\s*/))
}

/** Answers 101 and gives the SPDY connection; 403 as upstream when no version fits. */
export function acceptSpdy(
  { incoming, socket, head }: UpgradeRequest,
  versions: readonly string[],
  onStream: (stream: SpdyStream) => void,
): SpdyConnection {
  const offered = offeredVersions(incoming)
  const version = offered.find((one) => versions.includes(one))
  if (version === undefined && offered.length > 0) {
    throw badRequest(
      `unable to upgrade: unable to negotiate protocol: client supports ${JSON.stringify(offered)}`,
    )
  }
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Connection: Upgrade',
    'Upgrade: SPDY/3.1',
    ...(version === undefined ? [] : [`X-Stream-Protocol-Version: ${version}`]),
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  if (head.length > 0) socket.unshift(head)
  return new SpdyConnection(socket, onStream)
}
