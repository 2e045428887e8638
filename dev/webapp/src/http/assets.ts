import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { favicon } from '../assets/favicon.ts'
import { stylesheet } from '../assets/stylesheet.ts'

interface Asset {
  readonly path: string
  readonly pattern: string
  readonly type: string
  readonly body: string
}

export const assets = {
  stylesheet: asset('style', 'css', 'text/css; charset=utf-8', stylesheet),
  favicon: asset('favicon', 'svg', 'image/svg+xml', favicon),
}

/**
 * The URL carries a hash of the content, so browsers may keep a file for ever. During a rollout a page
 * of one version can ask a pod of another version: that gets this pod's file, but may not keep it.
 */
export function serveAssets(app: FastifyInstance): void {
  for (const { path, pattern, type, body } of Object.values(assets)) {
    app.get(pattern, { logLevel: 'warn' }, (request, reply) => {
      const own = request.url === path
      reply.header('cache-control', own ? 'public, max-age=31536000, immutable' : 'no-store')
      return reply.type(type).send(body)
    })
  }
}

function asset(name: string, extension: string, type: string, body: string): Asset {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
  return {
    path: `/assets/${name}-${hash}.${extension}`,
    pattern: `/assets/${name}-:hash.${extension}`,
    type,
    body,
  }
}
