import type { AppEndpoints } from './app-endpoints.ts'
import type { Application } from './applications.ts'

export interface Page {
  name: string
  url: string
}

/**
 * What a person can open: each app's own addresses, then the pages that Applications list in `spec.info`. Git cannot
 * know the port of this machine's ingress, so it is added to addresses of our ingress hosts.
 */
export function pagesOf(endpoints: AppEndpoints, applications: readonly Application[]): Page[] {
  const apps = endpoints.urls().map(({ app, url }) => ({ name: app, url }))
  const ports = new Map(
    apps.flatMap(({ url }) => {
      const { hostname, port } = new URL(url)
      return hostname === '127.0.0.1' ? [] : [[hostname, port] as const]
    }),
  )
  const named = applications.flatMap(({ spec }) =>
    (spec?.info ?? []).flatMap(({ name, value }) => {
      if (!URL.canParse(value)) return []
      const url = new URL(value)
      const port = ports.get(url.hostname)
      if (port !== undefined) url.port = port
      // On this machine, but not served: its app has failed.
      else if (url.hostname.endsWith('.localhost')) return []
      return [{ name, url: url.href }]
    }),
  )
  return [...apps, ...named]
}
