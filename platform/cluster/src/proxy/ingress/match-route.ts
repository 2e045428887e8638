import type { HostRoutes, RouteTable, RouteTarget } from './route-table.ts'

/**
 * The target for a host and a path, both as normalized: the host's own rules before a wildcard's (one label, as
 * documented) before those without a host; then the path that matches and comes first.
 */
export function matchRoute(table: RouteTable, host: string, path: string): RouteTarget | undefined {
  const routes = hostRoutes(table, host)
  const match = routes?.paths.find((route) =>
    route.exact ? path === route.path : path === route.path || path.startsWith(`${route.path}/`),
  )
  return match?.target ?? routes?.fallback ?? table.fallback
}

function hostRoutes({ hosts }: RouteTable, host: string): HostRoutes | undefined {
  const dot = host.indexOf('.')
  const wildcard = dot > 0 ? hosts.get(`*${host.slice(dot)}`) : undefined
  return hosts.get(host) ?? wildcard ?? hosts.get('*')
}
