import type { IncomingHttpHeaders } from 'node:http'
import { StatusError } from '../../machinery/status-error.ts'
import { sameToken } from '../pki/token.ts'

export interface User {
  username: string
  uid?: string
  groups: readonly string[]
}

/** Who sends the bearer token, or `undefined` for one that is not ours. */
export type Authenticator = (token: string) => User | undefined

export const administrator: User = {
  username: 'gitops-local',
  groups: ['system:masters', 'system:authenticated'],
}

/** Knows the one token of this cluster, then whatever `others` know. */
export function tokenAuthenticator(token: string, ...others: Authenticator[]): Authenticator {
  return (given) => {
    if (sameToken(given, token)) return administrator
    for (const other of others) {
      const user = other(given)
      if (user !== undefined) return user
    }
    return undefined
  }
}

/** The user behind the request's `Authorization` header; `StatusError` 401 without a valid token. */
export function authenticate(headers: IncomingHttpHeaders, authenticator: Authenticator): User {
  const [scheme = '', token = ''] = (headers.authorization ?? '').trim().split(/ +/)
  const user = scheme.toLowerCase() === 'bearer' && token !== '' ? authenticator(token) : undefined
  if (user === undefined) throw new StatusError(401, 'Unauthorized', 'Unauthorized')
  return impersonated(headers) ?? user
}

/** `kubectl --as`: everybody here may do everything, so that only the name changes. */
function impersonated(headers: IncomingHttpHeaders): User | undefined {
  const username = headers['impersonate-user']
  if (typeof username !== 'string' || username === '') return undefined
  const groups = [headers['impersonate-group'] ?? []].flat()
  return { username, groups: [...groups, 'system:authenticated'] }
}
