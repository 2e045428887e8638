import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

export const argoToken = 'eyJhbGciOiJIUzI1NiJ9.of-a-test.c2VjcmV0'

/** What an Application of a fake Argo CD is to say; the rest is as Argo CD gives it. */
export interface FakeApplication {
  sync?: string
  health?: string
  message?: string
  images?: string[]
  history?: { revision: string; deployedAt: string }[]
}

/** One answer of the server: an Application, a status with a body, or whatever is done to the connection. */
export type Answer =
  | FakeApplication
  | { status: number; body?: string; headers?: Record<string, string> }
  | Act
type Act = (request: IncomingMessage, response: ServerResponse) => void

export interface ArgoCdServer extends AsyncDisposable {
  url: string
  /** `METHOD path?query` of each request, in order. */
  requests: string[]
  /** What it says of an Application: one answer after the other, the last one for ever. */
  says(name: string, ...answers: [Answer, ...Answer[]]): void
}

/** The part of Argo CD's HTTP API that is asked here, with its shapes of JSON; other tokens than `argoToken` get 401. */
export async function serveArgoCd(): Promise<ArgoCdServer> {
  const answers = new Map<string, Answer[]>()
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    if (request.headers.authorization !== `Bearer ${argoToken}`) {
      return json(response, 401, { error: 'invalid session', code: 16, message: 'invalid session' })
    }
    const name = /\/api\/v1\/applications\/([^/?]+)/.exec(request.url ?? '')?.[1] ?? ''
    const [answer, ...later] = answers.get(name) ?? []
    if (later.length > 0) answers.set(name, later)
    if (answer === undefined) {
      return json(response, 403, { error: 'permission denied', code: 7, message: 'permission denied' })
    }
    if (typeof answer === 'function') return answer(request, response)
    if (!('status' in answer)) return json(response, 200, application(name, answer))
    response.writeHead(answer.status, answer.headers).end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    requests,
    says: (name, ...given) => void answers.set(name, given),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function application(name: string, { sync, health, message, images = [], history = [] }: FakeApplication) {
  return {
    metadata: { name, namespace: 'argocd', resourceVersion: '4711' },
    spec: { project: 'guestbook', destination: { namespace: name }, source: { path: `dev/${name}/chart` } },
    status: {
      sync: { status: sync ?? 'Synced', revision: history.at(-1)?.revision ?? '' },
      health: { status: health ?? 'Healthy', lastTransitionTime: '2026-01-02T03:04:05Z' },
      operationState: { phase: 'Succeeded', message: 'successfully synced (all tasks run)' },
      // As Argo CD 3 has it: the reason stands at the resource, not at the whole.
      resources: [
        { version: 'v1', kind: 'Service', name, status: 'Synced', health: { status: 'Healthy' } },
        {
          group: 'apps',
          version: 'v1',
          kind: 'Deployment',
          name,
          status: 'Synced',
          health: { status: health ?? 'Healthy', ...(message === undefined ? {} : { message }) },
        },
      ],
      history: history.map((entry, id) => ({ id, initiatedBy: { automated: true }, ...entry })),
      summary: { images },
      reconciledAt: '2026-01-02T03:04:05Z',
    },
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
