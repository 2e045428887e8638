import { type IncomingMessage, request as send } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Backend } from '../endpoints/backend.ts'
import { type Destination, nobodyReady, unreachable } from './destination.ts'
import { sendErrorOn } from './error-page.ts'

/**
 * Sends a request for another protocol, such as WebSocket, on to a pod; when the pod agrees, both sides talk freely.
 * Any other answer of the pod is passed back as it is, and ends the connection.
 */
export function forwardUpgrade(
  request: IncomingMessage,
  client: Duplex,
  head: Buffer,
  destination: Destination,
): void {
  const tried = new Set<Backend>()
  let lastError: Error | undefined
  client.on('error', () => client.destroy())
  attempt()

  function attempt() {
    const backend = destination.choose(tried)
    if (backend === undefined) {
      if (lastError === undefined) sendErrorOn(client, 503, nobodyReady(destination))
      else sendErrorOn(client, 502, unreachable(destination, lastError))
      return
    }
    tried.add(backend)
    const upgrade = ['Connection', 'Upgrade', 'Upgrade', request.headers.upgrade ?? '']
    const upstream = send({
      host: backend.address,
      port: backend.port,
      method: request.method,
      path: destination.path,
      headers: [...destination.headers, ...upgrade],
      agent: backend.unpooled,
    })
    backend.active++
    const abandon = () => upstream.destroy()
    client.once('close', abandon)
    let answered = false
    upstream.once('close', () => {
      client.off('close', abandon)
      if (!answered) backend.active--
    })
    upstream.once('upgrade', (answer, pod: Duplex, first: Buffer) => {
      answered = true
      client.off('close', abandon)
      destination.responded(backend, answer.statusCode ?? 101)
      client.write(responseHead(answer), 'latin1')
      if (first.length > 0) client.write(first)
      if (head.length > 0) pod.write(head)
      join(client, pod, () => backend.active--)
    })
    upstream.once('response', (answer) => {
      answered = true
      // With an `Upgrade` header it would be no response (RFC 9110, section 15.2.2).
      if (answer.statusCode === 101) {
        backend.active--
        sendErrorOn(client, 502, `A pod of ${destination.name} switched to a protocol that it did not name.`)
        upstream.destroy()
        return
      }
      destination.responded(backend, answer.statusCode ?? 0)
      client.write(responseHead(answer), 'latin1')
      answer.once('close', () => backend.active--)
      // Node has taken the chunks apart; the end of the connection is the end of the body instead.
      answer.pipe(client)
    })
    upstream.on('error', (error) => {
      lastError = error
      if (answered || client.destroyed) client.destroy()
      else attempt()
    })
    upstream.end()
  }
}

function join(client: Duplex, pod: Duplex, ended: () => void) {
  pod.on('error', () => client.destroy())
  pod.once('close', () => {
    ended()
    client.destroy()
  })
  client.once('close', () => pod.destroy())
  client.pipe(pod)
  pod.pipe(client)
}

function responseHead({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`]
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (statusCode !== 101 && /^(transfer-encoding|connection|keep-alive)$/i.test(name)) continue
    lines.push(`${name}: ${rawHeaders[at + 1]}`)
  }
  if (statusCode !== 101) lines.push('Connection: close')
  return `${lines.join('\r\n')}\r\n\r\n`
}
