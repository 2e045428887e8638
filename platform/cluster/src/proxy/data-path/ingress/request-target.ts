import { absoluteTarget } from '../http/request-host.ts'

export interface RequestTarget {
  /** In lower case, without port and final dot. */
  host: string
  /** Decoded, without query, `.` and `..` and doubled slashes, as NGINX matches it. */
  path: string
  /** What the pod is asked for: as the client wrote it, without scheme and host. */
  origin: string
}

/**
 * What a request asks for, by its `Host` header and request target, whose own host counts where it has one (RFC 9112,
 * section 3.2); undefined when that is not a path, or one that leaves the root.
 */
export function parseRequestTarget(hostHeader: string, url: string): RequestTarget | undefined {
  const { authority, origin } = absoluteTarget(url) ?? { authority: hostHeader, origin: url }
  const host = authority.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '')
  if (url === '*') return { host, path: '/', origin: url }
  if (!origin.startsWith('/')) return undefined
  const path = normalPath(origin.slice(0, firstIndex(origin, /[?#]/)))
  return path === undefined ? undefined : { host, path, origin }
}

function normalPath(written: string): string | undefined {
  let decoded: string
  try {
    decoded = decodeURIComponent(written)
  } catch {
    // Bytes that are not UTF-8 match as they are written.
    decoded = written
  }
  const kept: string[] = []
  const segments = decoded.split('/').slice(1)
  for (const segment of segments) {
    if (segment === '..' && kept.pop() === undefined) return undefined
    if (segment !== '..' && segment !== '.' && segment !== '') kept.push(segment)
  }
  const isDirectory = ['', '.', '..'].includes(segments.at(-1) ?? '') && kept.length > 0
  return `/${kept.join('/')}${isDirectory ? '/' : ''}`
}

function firstIndex(text: string, pattern: RegExp): number {
  const at = text.search(pattern)
  return at < 0 ? text.length : at
}
