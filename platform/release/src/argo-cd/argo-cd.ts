import { GitopsError } from '@gitops-example/kit/errors'
import { type ArgoApplication, isApplication, readApplication } from './argo-application.ts'

/** The part of Argo CD's API that we use; tests pass their own. */
export interface ArgoCd {
  /**
   * The status of an Application; `refresh` makes Argo CD compare it with git first. Undefined when there is none of
   * that name. Throws `argo-cd-refused` for an unaccepted token or a wrong address, and `argo-cd-unreachable`
   * (retryable) when there is no answer.
   */
  application(name: string, options?: { refresh?: boolean }): Promise<ArgoApplication | undefined>
}

const defaultTimeoutMs = 30_000

/** Argo CD's HTTP API at `server`, a web address or a host; `timeoutMs` is for one answer. */
export function argoCdAt(server: string, token: string, timeoutMs = defaultTimeoutMs): ArgoCd {
  const base = address(server)
  const authorization = `Bearer ${usable(token)}`
  return {
    async application(name, { refresh = false } = {}) {
      const url = new URL(`api/v1/applications/${encodeURIComponent(name)}`, base)
      if (refresh) url.searchParams.set('refresh', 'normal')
      const signal = AbortSignal.timeout(timeoutMs)
      try {
        // A redirect that is followed would carry the token elsewhere.
        const response = await fetch(url, { headers: { authorization }, redirect: 'manual', signal })
        if (response.status === 404) return undefined
        assertAnswered(response, base, name)
        const body: unknown = await response.json()
        if (isApplication(body, name)) return readApplication(body)
      } catch (error) {
        if (error instanceof GitopsError) throw error
        throw noAnswer(base, error, timeoutMs)
      }
      throw unreachable(base, 'the answer is not an Application')
    },
  }
}

/** Argo CD may be served below a path, so the address ends in a slash. */
function address(server: string): URL {
  const url = /^https?:\/\//.test(server) ? server : `https://${server}`
  const base = URL.parse(url.endsWith('/') ? url : `${url}/`)
  if (base !== null) return base
  throw new GitopsError('argo-cd-address', `"${server}" is not an address of an Argo CD.`, {
    hint: 'Set ARGOCD_SERVER to a host or a web address, such as https://argocd.example.com.',
  })
}

/** A header cannot carry every character, and fetch would name the token in its error. */
function usable(token: string): string {
  const trimmed = token.trim()
  if (/^[\x21-\x7e]+$/.test(trimmed)) return trimmed
  throw new GitopsError(
    'argo-cd-token',
    'The token for Argo CD contains a space or another invalid character.',
    {
      hint: 'Set ARGOCD_AUTH_TOKEN to what argocd account generate-token prints.',
    },
  )
}

function assertAnswered({ status, headers }: Response, base: URL, name: string): void {
  if (status >= 200 && status < 300) return
  if (status >= 500 || status === 429) throw unreachable(base, `status ${status}`)
  if (status >= 300 && status < 400) {
    const target = URL.parse(headers.get('location') ?? '', base.href)?.origin ?? 'elsewhere'
    throw new GitopsError('argo-cd-refused', `Argo CD at ${base.host} redirects to ${target}.`, {
      hint: 'Set ARGOCD_SERVER to the final address, including https:// or http://.',
    })
  }
  const hint =
    status === 401
      ? 'The token has expired or belongs to another server: set ARGOCD_AUTH_TOKEN to a new one.'
      : 'Allow the account of the token to get this Application, and check that it exists: Argo CD answers 403 to both.'
  throw new GitopsError(
    'argo-cd-refused',
    `Argo CD at ${base.host} answers ${status} for Application ${name}.`,
    { hint },
  )
}

function noAnswer(base: URL, error: unknown, timeoutMs: number): GitopsError {
  if (error instanceof SyntaxError) return unreachable(base, 'the answer is not JSON')
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return unreachable(base, `no answer within ${timeoutMs / 1000} s`)
  }
  const code = codeOf(error instanceof Error ? error.cause : undefined)
  if (/CERT|SELF_SIGNED|ALTNAME/.test(code)) {
    return new GitopsError('argo-cd-certificate', `Argo CD at ${base.host} is not trusted (${code}).`, {
      hint: 'Give it a certificate of a known authority, or name the file of its own authority in NODE_EXTRA_CA_CERTS.',
    })
  }
  return unreachable(base, code === '' ? 'no answer' : `no answer (${code})`)
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}

function unreachable(base: URL, state: string): GitopsError {
  return new GitopsError('argo-cd-unreachable', `Cannot reach Argo CD at ${base.host}: ${state}.`, {
    hint: 'Check ARGOCD_SERVER, and that this machine can reach it.',
    retryable: true,
  })
}
