import type { Registry } from 'prom-client'
import type { Service } from './server.ts'

export interface ProbesOptions {
  readonly registry: Registry
  /** Why the service is not ready, in a word or two; undefined when it is. */
  readonly obstacle?: () => Promise<string | undefined>
}

/** `/livez`, `/readyz` and `/metrics`. Liveness follows nothing: a restart would not help. */
export function serveProbes(
  { server, drain }: Service,
  { registry, obstacle = async () => undefined }: ProbesOptions,
): void {
  server.get('/livez', { logLevel: 'warn' }, (_request, reply) => reply.type('text/plain').send('ok\n'))

  server.get('/readyz', { logLevel: 'silent' }, async (_request, reply) => {
    const found = drain.active ? 'draining' : await obstacle()
    reply.code(found === undefined ? 200 : 503).type('text/plain')
    return `${found ?? 'ok'}\n`
  })

  server.get('/metrics', { logLevel: 'warn' }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  )
}
