import { Agent, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

export interface Response {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
}

interface RequestOptions {
  method?: string
  headers?: Record<string, string>
  body?: string
  agent?: Agent
}

/** One request to this machine; `*.localhost` names need no resolver. */
export function get(url: URL, options: RequestOptions = {}): Promise<Response> {
  const { method = 'GET', headers = {}, body, agent } = options
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: url.port,
        path: url.pathname + url.search,
        method,
        headers: { host: url.host, ...headers },
        agent: agent ?? false,
        timeout: 30_000,
      },
      (incoming) => {
        let text = ''
        incoming.setEncoding('utf8')
        incoming.on('data', (chunk: string) => {
          text += chunk
        })
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }),
        )
        incoming.on('error', reject)
      },
    )
    outgoing.on('timeout', () => outgoing.destroy(new Error(`No answer from ${url.href} within 30 s`)))
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/**
 * Requests `url` on `connections` kept-alive connections until stopped, on each at most every 20 ms: like a
 * busy page, without taking the processor from what is tested.
 */
export function constantLoad(url: URL, connections = 4) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const failures: string[] = []
  let requests = 0
  let stopped = false
  const worker = async () => {
    while (!stopped) {
      requests++
      try {
        const { status } = await get(url, { agent })
        if (status !== 200) failures.push(`status ${status}`)
      } catch (error) {
        failures.push(String(error))
      }
      await delay(20)
    }
  }
  const running = Promise.all(Array.from({ length: connections }, worker))
  return {
    async stop(): Promise<{ requests: number; failures: string[] }> {
      stopped = true
      await running
      agent.destroy()
      return { requests, failures }
    },
  }
}
