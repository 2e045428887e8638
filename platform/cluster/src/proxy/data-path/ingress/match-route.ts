import type { HostRoutes, RouteTable, RouteTarget } from './route-table.ts'

export interface MatchedRoute extends RouteTarget {
  /** What the path becomes, with what its groups have captured, from 1 on. */
  rewrite?: { to: string; captured: readonly string[] }
}

/**
 * The target for a host and a path, both as normalized: the host's own rules before a wildcard's (one label, as
 * documented) before those without a host; then the path that matches and comes first. On a host with a regular
 * expression all paths are such, in any case of letters, and match the beginning of a path (ingress-nginx, "Path
 * Matching").
 */
export function matchRoute(table: RouteTable, host: string, path: string): MatchedRoute | undefined {
  const routes = hostRoutes(table, host)
  for (const { pattern, rewrite, exact, path: own, target } of routes?.paths ?? []) {
    if (pattern !== undefined) {
      const captured = pattern.match(path)
      if (captured === undefined) continue
      return rewrite === undefined ? target : { ...target, rewrite: { to: rewrite, captured } }
    }
    if (path === own || (!exact && path.startsWith(`${own}/`))) return target
  }
  return routes?.fallback ?? table.fallback
}

function hostRoutes({ hosts }: RouteTable, host: string): HostRoutes | undefined {
  const dot = host.indexOf('.')
  const wildcard = dot > 0 ? hosts.get(`*${host.slice(dot)}`) : undefined
  return hosts.get(host) ?? wildcard ?? hosts.get('*')
}
