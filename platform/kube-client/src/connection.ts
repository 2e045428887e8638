import {
  type AgentOptions,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http'
import { Agent, request as httpsRequest } from 'node:https'
import { apiError, connectionError } from './api-error.ts'
import type { Credentials } from './credentials.ts'

export interface Request {
  query?: Record<string, string>
  body?: unknown
  contentType?: string
  /** Ends the request, and a stream that came of it. */
  signal?: AbortSignal
}

/** How long a whole answer may take, streams excepted. */
const answerMs = 60_000
/** More requests at once wait for each other's connections: beginning one by TLS costs more than most answers. */
const maxSockets = 16

/** HTTP to one API server over connections that stay open. Every request ends with the connection. */
export class Connection {
  readonly #credentials: Credentials
  readonly #answers: Agent | HttpAgent
  /** A stream keeps its connection: those of answers must not wait for it. */
  readonly #streams: Agent | HttpAgent
  readonly #closed = new AbortController()

  constructor(credentials: Credentials) {
    this.#credentials = credentials
    const agent = (options: AgentOptions) =>
      credentials.server.protocol === 'http:'
        ? new HttpAgent(options)
        : new Agent({ ...options, ...credentials.agent })
    this.#answers = agent({ keepAlive: true, maxSockets })
    this.#streams = agent({ keepAlive: true })
  }

  /** The JSON of the answer; throws for every status but 2xx. */
  async json(method: string, path: string, request: Request = {}): Promise<unknown> {
    const text = await this.text(method, path, request)
    return text === '' ? undefined : JSON.parse(text)
  }

  async text(method: string, path: string, request: Request = {}): Promise<string> {
    const limit = AbortSignal.timeout(answerMs)
    const signal = request.signal === undefined ? limit : AbortSignal.any([request.signal, limit])
    try {
      return await readAll(await this.#open(this.#answers, method, path, { ...request, signal }))
    } catch (error) {
      if (!limit.aborted) throw error
      const cause = new Error(`no answer within ${answerMs / 1000} s`)
      throw connectionError(method, this.#credentials.server.origin, path, cause)
    }
  }

  /** The open answer, for streams. Whoever asks reads it to its end or aborts it. */
  async open(method: string, path: string, request: Request = {}): Promise<IncomingMessage> {
    return await this.#open(this.#streams, method, path, request)
  }

  close(): void {
    this.#closed.abort()
    this.#answers.destroy()
    this.#streams.destroy()
  }

  async #open(
    agent: Agent | HttpAgent,
    method: string,
    path: string,
    request: Request,
  ): Promise<IncomingMessage> {
    const headers = await this.#credentials.headers()
    const answer = await this.#send(agent, method, path, request, headers)
    const { statusCode = 0 } = answer
    if (statusCode >= 200 && statusCode < 300) return answer
    const text = await readAll(answer)
    throw apiError(method, path, statusCode, parsed(text))
  }

  #send(
    agent: Agent | HttpAgent,
    method: string,
    path: string,
    { query, body, contentType = 'application/json', signal }: Request,
    credentials: Record<string, string>,
  ): Promise<IncomingMessage> {
    const { server } = this.#credentials
    const base = server.pathname.replace(/\/$/, '')
    const search = query === undefined ? '' : `?${new URLSearchParams(query)}`
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
    const headers = {
      accept: 'application/json',
      'user-agent': 'gitops-sync',
      ...credentials,
      ...(payload && { 'content-type': contentType, 'content-length': payload.length }),
    }
    const ended = signal ? AbortSignal.any([signal, this.#closed.signal]) : this.#closed.signal
    const send = server.protocol === 'http:' ? httpRequest : httpsRequest
    return new Promise((resolve, reject) => {
      const sent = send({
        protocol: server.protocol,
        hostname: server.hostname.replace(/^\[|\]$/g, ''),
        port: server.port,
        path: `${base}${path}${search}`,
        method,
        headers,
        agent,
        signal: ended,
      })
      sent.on('response', resolve)
      sent.on('error', (error) => {
        reject(ended.aborted ? error : connectionError(method, server.origin, path, error))
      })
      sent.end(payload)
    })
  }
}

async function readAll(answer: IncomingMessage): Promise<string> {
  answer.setEncoding('utf8')
  let text = ''
  for await (const chunk of answer) text += chunk
  return text
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return { message: text.trim() === '' ? undefined : text.trim() }
  }
}
