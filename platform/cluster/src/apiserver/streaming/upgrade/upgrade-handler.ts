import type { ApiRequest } from '../../http/api-request.ts'
import type { ResourceRequest } from '../../http/resource-request.ts'
import type { ServerContext } from '../../http/server-context.ts'
import type { UpgradeRequest } from './upgrade-request.ts'
import type { WebSockets } from './web-sockets.ts'

/** Serves a connection that leaves HTTP until it ends; what is refused throws while the client still speaks HTTP. */
export type UpgradeHandler = (
  context: ServerContext,
  request: ApiRequest,
  asked: ResourceRequest,
  upgrade: UpgradeRequest,
  webSockets: WebSockets,
) => Promise<void>
