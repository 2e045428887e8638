import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https'
import { createInterface } from 'node:readline'
import type { KubeConfig } from '@kubernetes/client-node'

export interface Answer {
  code: number
  warnings: string[]
  // biome-ignore lint/suspicious/noExplicitAny: answers are read field by field in tests
  body: any
}

export interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  // biome-ignore lint/suspicious/noExplicitAny: events are read field by field in tests
  object: any
}

export const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const

/** Plain requests to whatever cluster a kubeconfig names. */
export class KubeApi {
  readonly #config: KubeConfig
  readonly #server: URL
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 50 })
  readonly #namespaces: string[] = []

  constructor(config: KubeConfig) {
    this.#config = config
    this.#server = new URL(config.getCurrentCluster()?.server ?? '')
  }

  /** A new namespace, for one test. */
  async namespace(): Promise<string> {
    const name = `contract-${randomBytes(4).toString('hex')}`
    await this.post('/api/v1/namespaces', { metadata: { name } })
    this.#namespaces.push(name)
    return name
  }

  async removeNamespaces(): Promise<void> {
    await Promise.all(this.#namespaces.map((name) => this.delete(`/api/v1/namespaces/${name}`)))
    this.#agent.destroy()
  }

  get = (path: string, headers?: Record<string, string>) => this.call('GET', path, undefined, headers)
  post = (path: string, body: object) => this.call('POST', path, body)
  put = (path: string, body: object) => this.call('PUT', path, body)
  delete = (path: string, body?: object) => this.call('DELETE', path, body)

  patch(path: string, type: keyof typeof patchTypes, body: unknown): Promise<Answer> {
    return this.call('PATCH', path, body, { 'Content-Type': patchTypes[type] })
  }

  apply(path: string, manager: string, body: object, force = false): Promise<Answer> {
    return this.patch(`${path}?fieldManager=${manager}&force=${force}`, 'apply', body)
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await this.#send(method, path, body, headers)
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const warnings = [response.headers.warning ?? []].flat()
    const isJson = response.headers['content-type']?.includes('json') ?? false
    return { code: response.statusCode ?? 0, warnings, body: isJson ? JSON.parse(text) : text }
  }

  /** The events of a watch in their order, until the caller stops reading or the server ends it. */
  async *watch(path: string): AsyncGenerator<WatchEvent> {
    const separator = path.includes('?') ? '&' : '?'
    const response = await this.#send('GET', `${path}${separator}watch=true`)
    try {
      for await (const line of createInterface({ input: response })) yield JSON.parse(line) as WatchEvent
    } finally {
      response.destroy()
    }
  }

  async #send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<IncomingMessage> {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const options: RequestOptions = {
      method,
      host: this.#server.hostname,
      port: this.#server.port,
      path: `${this.#server.pathname.replace(/\/$/, '')}${path}`,
      agent: this.#agent,
      headers: {
        ...(text !== undefined && {
          'Content-Type': 'application/json',
          'Content-Length': String(Buffer.byteLength(text)),
        }),
        ...headers,
      },
    }
    await this.#config.applyToHTTPSOptions(options)
    options.agent = this.#agent
    const send = this.#server.protocol === 'http:' ? httpRequest : httpsRequest
    const request = send(options)
    request.end(text)
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    return response
  }
}

/** Takes events until `count` have come that are no bookmarks. */
export async function take(events: AsyncGenerator<WatchEvent>, count: number): Promise<WatchEvent[]> {
  const taken: WatchEvent[] = []
  while (taken.length < count) {
    const next = await events.next()
    if (next.done) break
    if (next.value.type !== 'BOOKMARK') taken.push(next.value)
  }
  return taken
}

/** Type and name of events, for comparison. */
export function names(events: readonly WatchEvent[]): string[] {
  return events.map(({ type, object }) => `${type} ${object.metadata?.name ?? object.reason}`)
}

/** Asks again until the answer is as wanted: controllers work beside the API. */
export async function eventually(
  read: () => Promise<Answer>,
  isWanted: (answer: Answer) => boolean,
): Promise<Answer> {
  const deadline = Date.now() + 20_000
  for (;;) {
    const answer = await read()
    if (isWanted(answer) || Date.now() > deadline) return answer
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
