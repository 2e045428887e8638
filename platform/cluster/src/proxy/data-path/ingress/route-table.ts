import type { HTTPIngressPath, IngressBackend } from '#kubernetes/networking/v1'
import type { IngressView } from '../../protocol.ts'
import type { PathPattern } from '../../rules/path-pattern.ts'
import { rewriteOf } from '../../rules/rewrite.ts'
import { KnownPatterns } from './known-patterns.ts'

/** A Service's port that an Ingress leads to. */
export interface RouteTarget {
  namespace: string
  /** The Ingress that says so, for messages. */
  ingress: string
  /** Undefined for a backend that is not a Service, such as `resource`. */
  service?: { name: string; port: string | number }
}

interface PathRoute {
  path: string
  exact: boolean
  target: RouteTarget
  /** As the Ingress has it. */
  written: string
  /** Whether its Ingress asks for regular expressions; one such path makes patterns of all the host's. */
  isPattern: boolean
  /** What a path that matches becomes. */
  rewrite?: string
  pattern?: PathPattern
}

export interface HostRoutes {
  /** In the order in which they are tried. */
  paths: PathRoute[]
  /** Serves what no path matches. */
  fallback?: RouteTarget
}

/** All rules of all Ingresses, by host in lower case; `*.example.com` as written, `*` for rules without a host. */
export interface RouteTable {
  hosts: Map<string, HostRoutes>
  /** Serves what no host matches. */
  fallback?: RouteTarget
}

/** Merges the rules of `ingresses`, given by age: where two say the same host and path, the older one wins. */
export function buildRouteTable(
  ingresses: readonly IngressView[],
  patterns = new KnownPatterns(),
): RouteTable {
  const table: RouteTable = { hosts: new Map() }
  for (const ingress of ingresses) {
    const { rules = [], defaultBackend } = ingress.spec ?? {}
    const fallback = defaultBackend && targetOf(ingress, defaultBackend)
    for (const { host, http } of rules) {
      const key = (host || '*').toLowerCase()
      const routes: HostRoutes = table.hosts.get(key) ?? { paths: [] }
      table.hosts.set(key, routes)
      routes.paths.push(...(http?.paths ?? []).map((path) => pathRoute(ingress, path)))
      if (fallback !== undefined) routes.fallback ??= fallback
    }
    if (rules.length === 0 && fallback !== undefined) table.fallback ??= fallback
  }
  for (const routes of table.hosts.values()) {
    if (routes.paths.some(({ isPattern }) => isPattern)) {
      routes.paths = routes.paths.flatMap((route) => withPattern(route, patterns))
    }
    routes.paths.sort(byPrecedence)
  }
  return table
}

function pathRoute(ingress: IngressView, { path = '/', pathType, backend }: HTTPIngressPath): PathRoute {
  const exact = pathType === 'Exact'
  // A prefix matches by elements: its trailing slash says nothing.
  return {
    path: exact ? path : path.replace(/\/+$/, ''),
    exact,
    target: targetOf(ingress, backend),
    written: path,
    ...rewriteOf(ingress, path),
  }
}

/** None where the expression is not supported. */
function withPattern(route: PathRoute, patterns: KnownPatterns): PathRoute[] {
  const pattern = patterns.get(route.written)
  if (pattern === undefined) return route.isPattern ? [] : [route]
  return [{ ...route, path: route.written, pattern }]
}

function targetOf(ingress: IngressView, { service }: IngressBackend): RouteTarget {
  const { namespace = '', name } = ingress.metadata
  const port = service?.port?.name || service?.port?.number
  return {
    namespace,
    ingress: name,
    ...(service === undefined || port === undefined ? {} : { service: { name: service.name, port } }),
  }
}

/** The longest path first, and an exact one before a prefix of the same length; the sort keeps the older first. */
function byPrecedence(a: PathRoute, b: PathRoute): number {
  return b.path.length - a.path.length || Number(b.exact) - Number(a.exact)
}
