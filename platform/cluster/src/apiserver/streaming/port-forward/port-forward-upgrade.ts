import { SpdyConnection } from '../spdy/spdy-connection.ts'
import type { UpgradeHandler } from '../upgrade/upgrade-handler.ts'
import { acceptSpdy, upgradeKind } from '../upgrade/upgrade-request.ts'
import { forwardTarget } from './forward-connection.ts'
import { SpdyForwards } from './spdy-forwards.ts'
import { forwardOverWebSocket, requestedPorts, webSocketForwardProtocols } from './web-socket-forward.ts'

const portForwardV1 = 'portforward.k8s.io'

/** SPDY frames as the messages of a WebSocket: what kubectl speaks since 1.31. */
const tunnel = `SPDY/3.1+${portForwardV1}`

/** `pods/NAME/portforward`: SPDY, plain or through a WebSocket, for kubectl; channels of a WebSocket for others. */
export const portForwardUpgrade: UpgradeHandler = async (context, request, asked, upgrade, webSockets) => {
  const kind = upgradeKind(upgrade.incoming)
  const target = forwardTarget(context, asked)
  const forwards = new SpdyForwards(target)
  if (kind === 'spdy') {
    await acceptSpdy(upgrade, [portForwardV1], (stream) => forwards.add(stream)).run()
    return
  }
  const offered = (upgrade.incoming.headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/)
  if (offered.includes(tunnel)) {
    const socket = await webSockets.accept(upgrade, [tunnel])
    const bytes = await webSockets.stream(socket)
    await new SpdyConnection(bytes, (stream) => forwards.add(stream)).run()
    return
  }
  const ports = requestedPorts(request.query)
  const socket = await webSockets.accept(upgrade, webSocketForwardProtocols)
  await forwardOverWebSocket(socket, target, ports)
}
