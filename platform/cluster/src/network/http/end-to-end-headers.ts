/** Meant for the next hop only (RFC 9110, section 7.6.1), and `expect`, which this hop has answered. */
const hopByHop = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
/** Never dropped, whatever a `connection` header names: they decide where a message goes and ends. */
const framing = new Set(['content-length', 'host'])

/** The headers that a proxy passes on, as `rawHeaders` has them: names and values in turn, case and order kept. */
export function endToEndHeaders(raw: readonly string[], alsoDrop: ReadonlySet<string> = new Set()): string[] {
  const dropped = new Set([...hopByHop, ...alsoDrop])
  for (const [name, value] of pairs(raw)) {
    if (name !== 'connection') continue
    for (const option of value.toLowerCase().split(',')) {
      if (!framing.has(option.trim())) dropped.add(option.trim())
    }
  }
  const kept: string[] = []
  for (const [name, value, written] of pairs(raw)) if (!dropped.has(name)) kept.push(written, value)
  return kept
}

function* pairs(raw: readonly string[]): Generator<[name: string, value: string, written: string]> {
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [written = '', value = ''] = raw.slice(at, at + 2)
    yield [written.toLowerCase(), value, written]
  }
}
