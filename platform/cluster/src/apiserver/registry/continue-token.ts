import { isObject } from '../../machinery/json/json.ts'
import { badRequest } from '../../machinery/status-error.ts'

/** Where the next page of a list begins; opaque to clients. */
export interface ContinueToken {
  version: number
  /** Namespace and name of the last object of the page before, as in `keyOf`. */
  after: string
}

export function writeContinueToken({ version, after }: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: version, start: after })).toString('base64url')
}

export function readContinueToken(text: string): ContinueToken {
  let token: unknown
  try {
    token = JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    token = undefined
  }
  if (!isObject(token) || typeof token.rv !== 'number' || typeof token.start !== 'string') {
    throw badRequest('continue key is not valid')
  }
  return { version: token.rv, after: token.start }
}
