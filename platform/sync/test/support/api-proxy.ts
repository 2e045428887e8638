import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Agent, request as httpsRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'

export interface SeenRequest {
  method: string
  path: string
  query: URLSearchParams
}

export interface ApiProxyOptions {
  /** Of the API behind. */
  url: URL
  authority: string
  /** Answers a request itself, in place of the API; undefined passes it on. */
  answer?(request: SeenRequest): string | undefined
}

/** Stands between sync and an API: remembers what was asked, and refuses or breaks on purpose. */
export class ApiProxy {
  readonly requests: SeenRequest[] = []
  readonly #options: ApiProxyOptions
  readonly #agent: Agent
  readonly #server = createServer((request, response) => void this.#serve(request, response))
  readonly #watches = new Set<ServerResponse>()
  #refusals: { method: string; path: RegExp; status: number; message: string; times: number }[] = []

  private constructor(options: ApiProxyOptions) {
    this.#options = options
    this.#agent = new Agent({ keepAlive: true, ca: options.authority })
  }

  static async start(options: ApiProxyOptions): Promise<ApiProxy> {
    const proxy = new ApiProxy(options)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Refuses the next `times` requests; status 0 breaks the connection. */
  refuse(method: string, path: RegExp, status: number, message = '', times = 1): void {
    this.#refusals.push({ method, path, status, message, times })
  }

  /** Ends every watch, as a server does that restarts. */
  endWatches(): void {
    for (const watch of this.#watches) watch.end()
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    this.#agent.destroy()
    await closed
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://proxy')
    const seen = { method: request.method ?? '', path: url.pathname, query: url.searchParams }
    this.requests.push(seen)
    const refusal = this.#refusals.find(
      ({ times, method, path }) => times > 0 && method === seen.method && path.test(seen.path),
    )
    if (refusal !== undefined) {
      refusal.times--
      if (refusal.status === 0) return void request.socket.destroy()
      return sendStatus(response, refusal.status, refusal.message)
    }
    const answer = this.#options.answer?.(seen)
    if (answer !== undefined) return void response.end(answer)
    if (seen.query.has('watch')) {
      this.#watches.add(response)
      response.once('close', () => this.#watches.delete(response))
    }
    await this.#forward(request, response)
  }

  async #forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url } = this.#options
    const forwarded = httpsRequest({
      hostname: url.hostname,
      port: url.port,
      servername: 'localhost',
      agent: this.#agent,
      method: request.method,
      path: request.url,
      headers: { ...request.headers, host: url.host },
    })
    response.once('close', () => forwarded.destroy())
    try {
      request.pipe(forwarded)
      const [answer] = await once(forwarded, 'response')
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      response.flushHeaders()
      await pipeline(answer, response)
    } catch {
      response.destroy()
    }
  }
}

function sendStatus(response: ServerResponse, code: number, message: string): void {
  const status = { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code }
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(status))
}
