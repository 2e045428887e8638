import { createHmac } from 'node:crypto'
import type { Clock } from '@gitops-example/kit/clock'
import { asString, at, isObject } from '../../machinery/json/json.ts'
import { sameToken } from '../pki/token.ts'
import type { User } from './authenticate.ts'

const issuer = 'https://kubernetes.default.svc'
const header = encode({ alg: 'HS256', typ: 'JWT' })

export interface Account {
  name: string
  namespace: string
  uid: string
  audiences: readonly string[]
}

/** Tokens of service accounts: signed JSON Web Tokens (RFC 7519), so that nothing has to be remembered. */
export class AccountTokens {
  readonly #clock: Clock
  readonly #key: string
  readonly #exists: (account: Account) => boolean

  /** `exists` says whether the account is still the one that the token was made for. */
  constructor(clock: Clock, key: string, exists: (account: Account) => boolean) {
    this.#clock = clock
    this.#key = key
    this.#exists = exists
  }

  issue(account: Account, lifeSeconds: number): { token: string; expiresAtMs: number } {
    const { name, namespace, uid, audiences } = account
    const now = Math.floor(this.#clock.now() / 1000)
    const claims = {
      aud: audiences.length > 0 ? audiences : [issuer],
      exp: now + lifeSeconds,
      iat: now,
      nbf: now,
      iss: issuer,
      sub: `system:serviceaccount:${namespace}:${name}`,
      'kubernetes.io': { namespace, serviceaccount: { name, uid } },
    }
    const signed = `${header}.${encode(claims)}`
    return { token: `${signed}.${this.#sign(signed)}`, expiresAtMs: claims.exp * 1000 }
  }

  /** The account behind a token for this API; `undefined` for any other, and when it is too old. */
  authenticate(token: string): User | undefined {
    const [first, second, signature = ''] = token.split('.')
    if (first !== header || second === undefined) return undefined
    if (!sameToken(signature, this.#sign(`${first}.${second}`))) return undefined
    const claims: unknown = JSON.parse(Buffer.from(second, 'base64url').toString())
    if (!isObject(claims) || typeof claims.exp !== 'number') return undefined
    if (claims.exp * 1000 <= this.#clock.now()) return undefined
    if (!Array.isArray(claims.aud) || !claims.aud.includes(issuer)) return undefined
    const namespace = asString(at(claims, 'kubernetes.io', 'namespace'))
    const name = asString(at(claims, 'kubernetes.io', 'serviceaccount', 'name'))
    const uid = asString(at(claims, 'kubernetes.io', 'serviceaccount', 'uid'))
    if (!this.#exists({ name, namespace, uid, audiences: [] })) return undefined
    const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated']
    return { username: `system:serviceaccount:${namespace}:${name}`, uid, groups }
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url')
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
