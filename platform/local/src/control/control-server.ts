import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { Readable } from 'node:stream'
import { onFreePort } from '@gitops-example/kit/free-port'
import fastify from 'fastify'
import type { RunUpdate } from '../run/delivery-run.ts'
import type { FollowFrom } from '../run/known-runs.ts'
import { removeControlFile, writeControlFile } from './control-file.ts'
import type { PlatformStatus } from './platform-status.ts'

export interface ControlOptions {
  runDir: string
  preferredPort: number
  status: () => Promise<PlatformStatus>
  follow: (commit: string, signal: AbortSignal, from: FollowFrom) => AsyncIterable<RunUpdate>
  /** Called with what keeps a connection from being taken. */
  onError?: (error: Error) => void
  /** Called once, after the caller has received the answer. */
  onStop: () => void
}

/** Serves the user's other processes on 127.0.0.1, with a token that only the user can read. */
export async function startControlServer(
  options: ControlOptions,
): Promise<{ port: number; stop(): Promise<void> }> {
  const token = randomBytes(24).toString('base64url')
  const server = fastify({
    logger: false,
    forceCloseConnections: true,
    requestTimeout: 15_000,
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 1000 },
  })

  server.addHook('onRequest', async (request, reply) => {
    if (!sameText(request.headers.authorization ?? '', `Bearer ${token}`)) {
      return reply.code(401).send({ error: 'Authorization requires the token in .gitops/run/control.json.' })
    }
  })
  server.get('/status', () => options.status())
  server.post('/stop', async (_, reply) => {
    reply.raw.once('finish', options.onStop)
    return { stopping: true }
  })
  type Followed = { Params: { commit: string }; Querystring: { since?: string; startedAt?: string } }
  server.get<Followed>('/runs/:commit/updates', (request, reply) => {
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    const { since = 0, startedAt } = request.query
    const from = {
      since: Number(since),
      ...(startedAt === undefined ? {} : { startedAt: Number(startedAt) }),
    }
    const lines = asLines(options.follow(request.params.commit, gone.signal, from))
    return reply.type('application/x-ndjson').send(Readable.from(lines))
  })

  const url = await onFreePort(options.preferredPort, (port) => server.listen({ host: '127.0.0.1', port }))
  server.server.on('error', options.onError ?? (() => {})) // one connection that cannot be taken ends nothing
  writeControlFile(options.runDir, url, token)
  return {
    port: Number(new URL(url).port),
    async stop() {
      removeControlFile(options.runDir)
      await server.close()
    },
  }
}

async function* asLines(updates: AsyncIterable<RunUpdate>): AsyncIterable<string> {
  for await (const update of updates) yield `${JSON.stringify(update)}\n`
}

function sameText(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(left), digest(right))
}
