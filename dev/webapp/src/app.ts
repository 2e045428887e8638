import { serveProbes } from '@guestbook/service-kit/probes'
import { createServer, type ServerOptions, type Service } from '@guestbook/service-kit/server'
import type { GuestbookApi } from './api/guestbook-api.ts'
import { assets, serveAssets } from './http/assets.ts'
import { serveEntries } from './http/entries-routes.tsx'
import { installErrorPages } from './http/errors.tsx'
import { serveHome } from './http/home-route.tsx'
import { installPageSecurity } from './http/security-headers.ts'

export interface AppOptions extends Omit<ServerOptions, 'fastify'> {
  readonly api: GuestbookApi
}

/** The whole service, not yet listening. */
export function createApp({ api, ...options }: AppOptions): Service {
  const service = createServer({
    ...options,
    // Fastify's schema compilers would be a third of the bundle and 10 ms of every start; build.ts leaves them out.
    fastify: {
      schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    },
  })
  const { server } = service
  const site = {
    version: options.version,
    podName: options.podName,
    stylesheetPath: assets.stylesheet.path,
    faviconPath: assets.favicon.path,
  }
  installPageSecurity(server)
  installErrorPages(server, site)
  // Readiness is this pod's own: were it to follow the API, an outage there would take every web pod out of the Service
  // and visitors would get no page instead of one that explains.
  serveProbes(service, { registry: options.metrics.registry })
  serveAssets(server)
  serveHome(server, api, site)
  serveEntries(server, api, site)
  return service
}

function noSchemas(): never {
  throw new Error('A route has a JSON schema, but the compilers for schemas are left out of this app.')
}
