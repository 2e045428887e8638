import type { IncomingMessage } from 'node:http'

/** Whether the client takes trailers (RFC 9110, section 10.1.4). */
export function acceptsTrailers({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return String(headers.te ?? '')
    .split(',')
    .some((coding) => coding.trim().toLowerCase() === 'trailers')
}

/** Decide where a message goes and ends, and are none for its end (RFC 9110, section 6.5.1). */
const forbidden: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'host',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Trailers to pass on, out of names and values in turn. */
export function trailerPairs(raw: readonly string[]): [string, string][] {
  const pairs: [string, string][] = []
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? ''
    if (!forbidden.has(name.toLowerCase())) pairs.push([name, raw[at + 1] ?? ''])
  }
  return pairs
}
