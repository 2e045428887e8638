import type { UpgradeHandler } from '../upgrade/upgrade-handler.ts'
import { acceptSpdy, upgradeKind } from '../upgrade/upgrade-request.ts'
import { execRequest } from './exec-request.ts'
import { runExec } from './run-exec.ts'
import { SpdyExecStreams, spdyExecProtocols } from './spdy-channels.ts'
import { execProtocols, webSocketChannels } from './web-socket-channels.ts'

/** `pods/NAME/exec` and `pods/NAME/attach`: WebSocket for kubectl since 1.31 and other clients, SPDY for older ones. */
export const execUpgrade: UpgradeHandler = async (context, request, asked, upgrade, webSockets) => {
  const kind = upgradeKind(upgrade.incoming)
  const exec = execRequest(context, request, asked)
  if (kind === 'websocket') {
    const socket = await webSockets.accept(upgrade, execProtocols)
    await runExec(exec, webSocketChannels(socket, exec))
    return
  }
  const streams = new SpdyExecStreams(exec)
  const connection = acceptSpdy(upgrade, spdyExecProtocols, (stream) => streams.add(stream))
  const gone = new AbortController()
  const running = connection.run().finally(() => gone.abort())
  const channels = await Promise.race([streams.channels(connection, gone.signal), running])
  if (channels !== undefined) await runExec(exec, channels)
  await running
}
