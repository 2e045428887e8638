import { setTimeout as delay } from 'node:timers/promises'
import { type Answer, call, keepAlive } from './call.ts'

export interface Load {
  /** Ends the load once what is under way is answered. */
  stop(): Promise<{ answered: number; failures: string[]; names: Set<string> }>
}

/** Between two requests of one client: enough requests for each moment of a rollout, and CPU left for the pods. */
const pauseMs = 4

/**
 * Sends one request after the other from `clients` clients that keep their connections open, every third one a POST;
 * anything but 200 is a failure.
 */
export function constantLoad(port: number, headers: { [name: string]: string } = {}, clients = 4): Load {
  const agent = keepAlive(clients)
  const failures: string[] = []
  const names = new Set<string>()
  let answered = 0
  let running = true
  const client = async (phase: number) => {
    for (let turn = phase; running; turn++) {
      await delay(pauseMs)
      const post = turn % 3 === 0
      const options = post ? { method: 'POST', body: 'some body' } : {}
      try {
        const { status, body }: Answer = await call(port, { agent, headers, ...options })
        answered++
        names.add(body)
        if (status !== 200) failures.push(`${options.method ?? 'GET'} ${status}: ${body}`)
      } catch (error) {
        failures.push(`${options.method ?? 'GET'} ${error}`)
      }
    }
  }
  const all = Array.from({ length: clients }, (_, phase) => client(phase))
  return {
    async stop() {
      running = false
      await Promise.all(all)
      agent[Symbol.dispose]()
      return { answered, failures, names }
    },
  }
}
