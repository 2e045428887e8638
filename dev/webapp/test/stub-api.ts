import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Draft, Page, Problem } from '../src/api/contract.ts'

type Entry = Page['entries'][number]

interface Received {
  readonly method: string
  readonly url: string
  readonly requestId: string | undefined
  readonly socket: Socket
}

/** Takes a request over; false leaves it to the stub. */
type Interference = (request: IncomingMessage, response: ServerResponse) => boolean

/** The API's contract in memory, able to misbehave, to go away and to come back on the same port. */
export class StubApi implements AsyncDisposable {
  readonly entries: Entry[] = []
  readonly received: Received[] = []
  interfere: Interference = () => false
  #server: Server | undefined
  #port = 0
  #created = 0

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  async start(): Promise<this> {
    this.#server = createServer((request, response) => this.#handle(request, response))
    this.#server.listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port
    return this
  }

  async stop(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = undefined
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  seed(count: number): void {
    for (let i = 1; i <= count; i++) this.#add(`Visitor ${i}`, `Greeting number ${i}`)
  }

  count(method: string): number {
    return this.received.filter((request) => request.method === method).length
  }

  #add(author: string, message: string): Entry {
    const time = Date.UTC(2026, 0, 1) + this.#created * 3_600_000
    const entry = { id: String(++this.#created), author, message, createdAt: new Date(time).toISOString() }
    this.entries.unshift(entry)
    return entry
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', socket } = request
    this.received.push({ method, url, socket, requestId: request.headers['x-request-id']?.toString() })
    if (this.interfere(request, response)) return
    const { pathname, searchParams } = new URL(url, this.url)
    if (method === 'GET' && pathname === '/entries') {
      const start = Number(searchParams.get('cursor') ?? 0)
      const end = start + Number(searchParams.get('limit'))
      const nextCursor = end < this.entries.length ? String(end) : null
      return sendJson(response, 200, { entries: this.entries.slice(start, end), nextCursor } satisfies Page)
    }
    if (method === 'POST' && pathname === '/entries') {
      const draft: Draft = JSON.parse(Buffer.concat(await request.toArray()).toString())
      return sendJson(response, 201, this.#add(draft.author, draft.message))
    }
    const id = /^\/entries\/([^/]+)$/.exec(pathname)?.[1]
    const index = this.entries.findIndex((entry) => entry.id === id)
    if (method !== 'DELETE' || index < 0) return sendProblem(response, 404, 'There is no such entry.')
    this.entries.splice(index, 1)
    response.writeHead(204).end()
  }
}

function sendJson(response: ServerResponse, status: number, body: object, type = 'application/json'): void {
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body))
}

function sendProblem(response: ServerResponse, status: number, detail: string): void {
  const title = STATUS_CODES[status] ?? ''
  const problem: Problem = { type: 'about:blank', title, status, detail, requestId: 'stub' }
  sendJson(response, status, problem, 'application/problem+json')
}
