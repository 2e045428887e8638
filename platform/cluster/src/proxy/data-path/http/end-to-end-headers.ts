/**
 * Meant for the next hop only (RFC 9110, sections 7.6.1 and 10.1.4), and `expect`, which this hop has answered. What
 * `trailer` announces is passed on, and so is it.
 */
const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
])
/** Never dropped, whatever a `connection` header names: they decide where a message goes and ends. */
const framing: ReadonlySet<string> = new Set(['content-length', 'host'])

/** The headers that a proxy passes on, as `rawHeaders` has them: names and values in turn, case and order kept. */
export function endToEndHeaders(raw: readonly string[], alsoDrop?: ReadonlySet<string>): string[] {
  const named = namedByConnection(raw)
  const kept: string[] = []
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const written = raw[at] ?? ''
    const name = written.toLowerCase()
    if (hopByHop.has(name) || named?.has(name) || alsoDrop?.has(name)) continue
    kept.push(written, raw[at + 1] ?? '')
  }
  return kept
}

/** Headers that a `connection` header makes hop-by-hop; undefined where there is none. */
function namedByConnection(raw: readonly string[]): Set<string> | undefined {
  let named: Set<string> | undefined
  for (let at = 0; at + 1 < raw.length; at += 2) {
    if (raw[at]?.toLowerCase() !== 'connection') continue
    named ??= new Set()
    for (const option of raw[at + 1]?.split(',') ?? []) named.add(option.trim().toLowerCase())
  }
  for (const name of framing) named?.delete(name)
  return named
}
