import { GitopsError } from '@gitops-example/kit/errors'

/** What Argo CD says of one Application. */
export interface ArgoApplication {
  sync: string
  health: string
  /** Why it is not healthy, or what the last operation said; empty when there is nothing to say. */
  message: string
  /** Images of its running pods, as `repository:tag`. */
  images: string[]
}

/** The part of Argo CD that is asked; tests give their own. */
export interface ArgoCd {
  /**
   * Compares an Application with git at once, and says how it stands. Throws `argo-cd-refused` for a token that will
   * not do, and `argo-cd-unreachable` (retryable) when there is no answer.
   */
  application(name: string): Promise<ArgoApplication>
}

/** Argo CD's HTTP API at `server`, a web address. */
export function argoCdAt(server: string, token: string): ArgoCd {
  const base = new URL(/^https?:\/\//.test(server) ? server : `https://${server}`)
  return {
    async application(name) {
      const url = new URL(`/api/v1/applications/${encodeURIComponent(name)}?refresh=normal`, base)
      let response: Response
      try {
        response = await fetch(url, {
          headers: { authorization: `Bearer ${token}` },
          redirect: 'error', // a redirect would carry the token elsewhere
          signal: AbortSignal.timeout(30_000),
        })
      } catch (cause) {
        throw unreachable(base, 'no answer', cause)
      }
      if (response.status >= 500 || response.status === 429)
        throw unreachable(base, `status ${response.status}`)
      if (!response.ok) {
        throw new GitopsError(
          'argo-cd-refused',
          `Argo CD at ${base.host} answers ${response.status} for Application ${name}.`,
          {
            hint: 'Check that the token is valid, that its account may get this Application, and that it exists.',
          },
        )
      }
      return readApplication(
        await response.json().catch((cause) => Promise.reject(unreachable(base, 'no JSON', cause))),
      )
    },
  }
}

/** Reads an `argoproj.io/v1alpha1` Application; what is missing counts as unknown. */
export function readApplication(body: unknown): ArgoApplication {
  const status = field(body, 'status')
  const images = field(field(status, 'summary'), 'images')
  return {
    sync: text(field(field(status, 'sync'), 'status')) || 'Unknown',
    health: text(field(field(status, 'health'), 'status')) || 'Unknown',
    message:
      text(field(field(status, 'health'), 'message')) ||
      text(field(field(status, 'operationState'), 'message')),
    images: Array.isArray(images) ? images.filter((image) => typeof image === 'string') : [],
  }
}

function unreachable(base: URL, state: string, cause?: unknown): GitopsError {
  return new GitopsError('argo-cd-unreachable', `Cannot ask Argo CD at ${base.host}: ${state}.`, {
    hint: 'Check ARGOCD_SERVER, and that this machine may reach it.',
    cause,
    retryable: true,
  })
}

function field(value: unknown, name: string): unknown {
  return value instanceof Object ? new Map(Object.entries(value)).get(name) : undefined
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
