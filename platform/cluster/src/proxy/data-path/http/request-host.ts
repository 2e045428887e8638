import type { IncomingMessage } from 'node:http'

/** `uri-host [ ":" port ]` (RFC 9110, section 7.2); an empty one is right where there is no authority. */
const hostField = /^(?:\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?$/i
const absoluteForm = /^https?:\/\/([^/?#]+)(.*)$/i

/**
 * Why a request must be refused with 400: more than one `Host` line, or one that names no host (RFC 9112, section 3.2).
 * Two servers could take it for different hosts.
 */
export function hostFault({ rawHeaders, url = '' }: Pick<IncomingMessage, 'rawHeaders' | 'url'>) {
  let count = 0
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() !== 'host') continue
    if (++count > 1) return 'The request has more than one Host header.'
    if (!hostField.test(rawHeaders[at + 1] ?? '')) return 'The Host header names no host.'
  }
  const { authority } = absoluteTarget(url) ?? {}
  return authority === undefined || hostField.test(authority)
    ? undefined
    : 'The request target names no host.'
}

/** The parts of a request target that is a whole URI, as it is sent to proxies; undefined for any other. */
export function absoluteTarget(url: string): { authority: string; origin: string } | undefined {
  const [, authority, rest = ''] = absoluteForm.exec(url) ?? []
  if (authority === undefined) return undefined
  return { authority, origin: rest.startsWith('/') ? rest : `/${rest}` }
}

/**
 * The host that a request is for: that of a target that is a whole URI, which the `Host` header does not change
 * (RFC 9112, section 3.2.2).
 */
export function requestHost({ headers, url = '' }: Pick<IncomingMessage, 'headers' | 'url'>): string {
  return absoluteTarget(url)?.authority ?? headers.host ?? ''
}

/** Headers, names and values in turn, with that host instead of what the client wrote. */
export function withHost(headers: readonly string[], request: Pick<IncomingMessage, 'url'>): string[] {
  const target = absoluteTarget(request.url ?? '')
  if (target === undefined) return [...headers]
  const others: string[] = []
  for (let at = 0; at + 1 < headers.length; at += 2) {
    if (headers[at]?.toLowerCase() !== 'host') others.push(headers[at] ?? '', headers[at + 1] ?? '')
  }
  return ['Host', target.authority, ...others]
}
