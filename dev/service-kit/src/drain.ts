import type { FastifyInstance } from 'fastify'

/** The time between the request to stop and the end of listening. */
export interface Drain {
  readonly active: boolean
  begin(): void
}

/**
 * While it is active, requests are still answered, because proxies need a moment to learn that this pod
 * is leaving. Every answer asks its client to open the next connection elsewhere.
 */
export function installDrain(app: FastifyInstance): Drain {
  let active = false
  app.addHook('onSend', async (_request, reply) => {
    if (active) reply.header('connection', 'close')
  })
  return {
    get active() {
      return active
    },
    begin() {
      active = true
    },
  }
}
