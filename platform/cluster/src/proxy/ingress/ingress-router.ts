import type { IncomingMessage } from 'node:http'
import type { ClusterClient } from '../../client/cluster-client.ts'
import { chooseBackend } from '../endpoints/choose-backend.ts'
import type { EndpointTable } from '../endpoints/endpoint-table.ts'
import type { FirstResponses } from '../first-responses.ts'
import type { Destination } from '../http/destination.ts'
import { sendError, sendErrorOn } from '../http/error-page.ts'
import { forwardRequest } from '../http/forward-request.ts'
import { forwardUpgrade } from '../http/forward-upgrade.ts'
import { forwardedHeaders } from './forwarded-headers.ts'
import type { RequestHandlers } from './ingress-server.ts'
import { matchRoute } from './match-route.ts'
import { parseRequestTarget } from './request-target.ts'
import { rewritten } from './rewrite.ts'
import type { RouteTable, RouteTarget } from './route-table.ts'

/** As NGINX waits for a pod (`proxy_read_timeout`). */
const podSilenceMs = 60_000

export interface IngressRouterOptions {
  client: ClusterClient
  endpoints: EndpointTable
  responses: FirstResponses
  /** The table of the moment. */
  routes: () => RouteTable
}

interface Refusal {
  status: number
  reason: string
}

/** Answers requests by the Ingresses' rules: each goes straight to a pod of the Service that its rule names. */
export function createIngressRouter(
  options: IngressRouterOptions,
  scheme: 'http' | 'https',
): RequestHandlers {
  const { client, endpoints, responses, routes } = options

  function route(request: IncomingMessage): Destination | Refusal {
    const target = parseRequestTarget(request.headers.host ?? '', request.url ?? '')
    if (target === undefined) return { status: 400, reason: 'The request target is not a path below /.' }
    const found = matchRoute(routes(), target.host, target.path)
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
    const live = client.get('services', namespace, service.name)
    if (live === undefined) {
      return { status: 503, reason: `${because} Service ${service.name}, which does not exist.` }
    }
    const port = live.spec?.ports?.find(({ name, port }) => name === service.port || port === service.port)
    if (port === undefined) {
      return { status: 503, reason: `${because} Service ${service.name}, which has no port ${service.port}.` }
    }
    return {
      name: `Service ${namespace}/${service.name}`,
      choose: (tried) =>
        chooseBackend(endpoints.backends({ namespace, name: service.name }, port.name ?? ''), tried),
      path,
      headers: forwardedHeaders(request, scheme),
      responded: responses.responded,
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
