import { methodNotAllowed, unknownPath } from '../../machinery/status-error.ts'
import type { Discovery } from '../discovery/discovery.ts'
import type { OpenApi } from '../openapi/open-api.ts'
import { type Answer, ok, plainText } from './answer.ts'
import type { ApiRequest } from './api-request.ts'
import { handleResource } from './handle-resource.ts'
import { resourcePath } from './resource-request.ts'
import type { ServerContext } from './server-context.ts'
import { versionInfo } from './version.ts'
import { findVirtual } from './virtual/virtual-resources.ts'

const healthPaths = ['healthz', 'livez', 'readyz']

/** From the path of a request to its answer. */
export class Router {
  readonly #context: ServerContext
  readonly #discovery: Discovery
  #openApi: Promise<OpenApi> | undefined

  constructor(context: ServerContext, discovery: Discovery) {
    this.#context = context
    this.#discovery = discovery
  }

  answer(request: ApiRequest): Answer | Promise<Answer> {
    const path = resourcePath(request.path)
    if (path !== undefined) {
      const virtual = findVirtual(path, request.method)
      if (virtual !== undefined) return virtual(this.#context, request, path)
      return handleResource(this.#context, request, path)
    }
    if (request.method !== 'GET') throw methodNotAllowed()
    const [first = '', second, third, ...others] = request.path
    const { accept, host = '' } = request.headers
    if (first === '') return ok({ paths: this.#paths() })
    if (first === 'api' || first === 'apis') {
      if (second === undefined) return this.#discovery.root(first, accept, host)
      if (first === 'api') return this.#discovery.resources('', second)
      return third === undefined ? this.#discovery.group(second) : this.#discovery.resources(second, third)
    }
    if (first === 'openapi') return this.#openApiAnswer(request)
    if (first === 'version' && second === undefined) return ok(versionInfo())
    if (healthPaths.includes(first) && others.length === 0) return this.#health(request, second)
    throw unknownPath()
  }

  async #openApiAnswer({ path, headers }: ApiRequest): Promise<Answer> {
    // Loaded with the first client that asks: controllers and the node never do.
    this.#openApi ??= import('../openapi/open-api.ts').then(({ OpenApi }) => new OpenApi(this.#context.api))
    const openApi = await this.#openApi
    const [, version, ...rest] = path
    if (version === 'v2' && rest.length === 0) return openApi.v2(headers.accept)
    if (version !== 'v3') throw unknownPath()
    return rest.length === 0 ? openApi.index() : openApi.v3(rest)
  }

  /** Requests are taken only when everything runs: whoever gets an answer has a healthy server. */
  #health({ query }: ApiRequest, check: string | undefined): Answer {
    if (check !== undefined && check !== 'ping') throw unknownPath()
    return plainText(query.has('verbose') ? '[+]ping ok\ncheck passed\n' : 'ok')
  }

  #paths(): string[] {
    const own = [
      '/api',
      '/apis',
      ...healthPaths.map((name) => `/${name}`),
      '/openapi/v2',
      '/openapi/v3',
      '/version',
    ]
    return [...own, ...this.#discovery.paths()].sort()
  }
}
