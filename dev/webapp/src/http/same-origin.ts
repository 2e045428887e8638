import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a form may act here. There are no sessions or cookies to ride on; this only keeps other
 * sites from making a visitor's browser write or delete. Every current browser says where a POST
 * comes from, by Sec-Fetch-Site (Fetch Metadata) or Origin (RFC 6454), and pages cannot forge either.
 * A request with neither is not from a browser, and could do no more with a token.
 */
export function isSameOrigin(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site']
  // "none" is the visitor's own doing, such as a reload of a form's answer.
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  // Browsers leave Sec-Fetch-Site out on plain http except for localhost.
  const { origin, host } = headers
  if (origin === undefined) return true
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase()
}
