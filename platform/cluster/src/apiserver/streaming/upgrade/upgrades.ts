import { methodNotAllowed, unknownPath } from '../../../machinery/status-error.ts'
import type { ApiRequest } from '../../http/api-request.ts'
import { resourcePath, resourceRequest } from '../../http/resource-request.ts'
import type { ServerContext } from '../../http/server-context.ts'
import { execUpgrade } from '../exec/exec-upgrade.ts'
import { portForwardUpgrade } from '../port-forward/port-forward-upgrade.ts'
import type { UpgradeHandler } from './upgrade-handler.ts'
import type { UpgradeRequest } from './upgrade-request.ts'
import { WebSockets } from './web-sockets.ts'

const handlers: { readonly [subresource: string]: UpgradeHandler } = {
  attach: execUpgrade,
  exec: execUpgrade,
  portforward: portForwardUpgrade,
}

/** Requests that leave HTTP: exec, attach and port-forward of pods. */
export class Upgrades {
  readonly #context: ServerContext
  readonly #webSockets = new WebSockets()

  constructor(context: ServerContext) {
    this.#context = context
  }

  /** Resolves when the connection has ended; what is refused throws while the client still speaks HTTP. */
  async handle(request: ApiRequest, upgrade: UpgradeRequest): Promise<void> {
    const path = resourcePath(request.path)
    if (path === undefined) throw unknownPath()
    const asked = resourceRequest(this.#context.api.resources, path)
    if (request.method !== 'GET' && request.method !== 'POST') throw methodNotAllowed()
    const { group, resource } = asked.resource
    const handler = group === '' && resource === 'pods' ? handlers[asked.subresource ?? ''] : undefined
    if (handler === undefined) throw unknownPath()
    await handler(this.#context, request, asked, upgrade, this.#webSockets)
  }
}
