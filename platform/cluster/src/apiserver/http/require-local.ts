import type { IncomingHttpHeaders } from 'node:http'
import { StatusError } from '../../machinery/status-error.ts'

const hostnames = new Set([
  'localhost',
  '127.0.0.1',
  '[::1]',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
])

/**
 * Refuses what a web page could have a browser send: a name that was pointed at 127.0.0.1 (DNS rebinding) and calls
 * from a page of another origin.
 */
export function requireLocal({ host, origin }: IncomingHttpHeaders): void {
  if (host === undefined || !hostnames.has(hostnameOf(host))) {
    throw forbidden(`the Host header names another server; use ${[...hostnames].slice(0, 2).join(' or ')}`)
  }
  if (origin !== undefined && origin !== `https://${host}`) {
    throw forbidden('the Origin header names another site')
  }
}

function hostnameOf(host: string): string {
  return URL.parse(`https://${host}`)?.hostname ?? ''
}

function forbidden(because: string): StatusError {
  return new StatusError(403, 'Forbidden', `forbidden: ${because}`)
}
