import type { IncomingMessage } from 'node:http'
import type { Scheme, ServiceView } from '../../protocol.ts'
import { rewritten } from '../../rules/rewrite.ts'
import { chooseBackend } from '../endpoints/choose-backend.ts'
import type { EndpointTable } from '../endpoints/endpoint-table.ts'
import type { Responded } from '../first-responses.ts'
import type { Destination } from '../http/destination.ts'
import { sendError, sendErrorOn } from '../http/error-page.ts'
import { forwardRequest } from '../http/forward-request.ts'
import { forwardUpgrade } from '../http/forward-upgrade.ts'
import { hostFault } from '../http/request-host.ts'
import { forwardedHeaders } from './forwarded-headers.ts'
import type { RequestHandlers } from './ingress-server.ts'
import type { IngressTables } from './ingress-tables.ts'
import { matchRoute } from './match-route.ts'
import { parseRequestTarget } from './request-target.ts'
import type { RouteTarget } from './route-table.ts'

/** As NGINX waits for a pod (`proxy_read_timeout`). */
const podSilenceMs = 60_000

export interface IngressRouterOptions {
  services: ReadonlyMap<string, ServiceView>
  endpoints: EndpointTable
  tables: IngressTables
  responded: Responded
}

interface Refusal {
  status: number
  reason: string
}

/** Answers requests by the Ingresses' rules: each goes straight to a pod of the Service that its rule names. */
export function createIngressRouter(options: IngressRouterOptions, scheme: Scheme): RequestHandlers {
  const { services, endpoints, tables, responded } = options

  function route(request: IncomingMessage): Destination | Refusal {
    const fault = hostFault(request)
    if (fault !== undefined) return { status: 400, reason: fault }
    const target = parseRequestTarget(request.headers.host ?? '', request.url ?? '')
    if (target === undefined) return { status: 400, reason: 'The request target is not a path below /.' }
    const found = matchRoute(tables.routes, target.host, target.path)
    if (found === undefined) {
      return { status: 404, reason: `No Ingress serves host "${target.host}" and path "${target.path}".` }
    }
    const { rewrite } = found
    const path =
      rewrite === undefined ? target.origin : rewritten(rewrite.to, rewrite.captured, target.origin)
    return destination(found, request, path)
  }

  function destination(
    { namespace, ingress, service }: RouteTarget,
    request: IncomingMessage,
    path: string,
  ): Destination | Refusal {
    const because = `Ingress ${namespace}/${ingress} leads to`
    if (service === undefined) return { status: 503, reason: `${because} a backend that is not a Service.` }
    const key = `${namespace}/${service.name}`
    const view = services.get(key)
    if (view === undefined) {
      return { status: 503, reason: `${because} Service ${service.name}, which does not exist.` }
    }
    const port = view.ports.find(({ name, number }) => name === service.port || number === service.port)
    if (port === undefined) {
      return { status: 503, reason: `${because} Service ${service.name}, which has no port ${service.port}.` }
    }
    return {
      name: `Service ${key}`,
      choose: (tried) => chooseBackend(endpoints.backends(key, port.name), tried),
      path,
      headers: forwardedHeaders(request, scheme),
      responded,
      silenceMs: podSilenceMs,
    }
  }

  return {
    request(request, response) {
      const found = route(request)
      if ('status' in found) sendError(response, found.status, found.reason)
      else forwardRequest(request, response, found)
    },
    upgrade(request, socket, head) {
      const found = route(request)
      if ('status' in found) sendErrorOn(socket, found.status, found.reason)
      else forwardUpgrade(request, socket, head, found)
    },
  }
}
