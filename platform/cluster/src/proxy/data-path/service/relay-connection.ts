import type { Socket } from 'node:net'
import type { Backend } from '../endpoints/backend.ts'
import type { ChooseBackend } from '../endpoints/choose-backend.ts'
import { PodSocket } from '../endpoints/pod-socket.ts'

/** A pod on another machine that swallows packets must not hold a client for minutes. */
const connectTimeoutMs = 5000
/** A connection that one side has closed may be idle this long, as kube-proxy has it (`tcpCloseWaitTimeout`). */
const closeWaitMs = 60 * 60_000

export interface RelayOptions {
  choose: ChooseBackend
  responded: (backend: Backend) => void
  /** Given the client's first bytes while the pod has said nothing: true takes the client away from the relay. */
  takeBack?: (firstBytes: Buffer) => boolean
}

/**
 * Joins a client's connection to a pod, byte for byte, half-closed directions included. A pod that refuses is passed
 * over for the next; a client for whom none is left is reset, as the kernel would do without a listener.
 */
export function relayConnection(client: Socket, options: RelayOptions): void {
  const tried = new Set<Backend>()
  client.on('error', () => client.destroy())
  attempt()

  function attempt() {
    if (client.destroyed) return
    const backend = options.choose(tried)
    if (backend === undefined) {
      client.resetAndDestroy()
      return
    }
    tried.add(backend)
    const { address: host, port } = backend
    const pod = new PodSocket({ allowHalfOpen: true }).setNoDelay().connect({ host, port })
    backend.active++
    pod.setTimeout(connectTimeoutMs, () => pod.destroy(new Error('the connection took too long')))
    const abandon = () => pod.destroy()
    client.once('close', abandon)
    pod.once('close', () => {
      backend.active--
      client.off('close', abandon)
    })
    const next = () => attempt()
    pod.once('error', next)
    pod.once('connect', () => {
      pod.setTimeout(0)
      pod.off('error', next)
      join(client, pod, backend)
    })
  }

  function join(client: Socket, pod: Socket, backend: Backend) {
    const { takeBack } = options
    // What the pod has said comes first.
    pod.on('error', () => {
      if (client.writableEnded) client.destroySoon()
      else client.write('', () => client.resetAndDestroy())
    })
    pod.once('data', () => options.responded(backend))
    for (const side of [client, pod]) {
      side.once('end', () => client.setTimeout(closeWaitMs, () => client.destroy()))
    }
    pod.pipe(client)
    if (takeBack === undefined) {
      client.pipe(pod)
      return
    }
    client.once('data', (bytes: Buffer) => {
      client.pause()
      if (pod.bytesRead > 0 || !takeBack(bytes)) {
        client.unshift(bytes)
        client.pipe(pod)
        return
      }
      pod.unpipe(client)
      pod.destroy()
    })
    client.once('end', () => pod.end())
    client.resume()
  }
}
