import { once } from 'node:events'
import { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { badRequest } from '../../../machinery/status-error.ts'
import { messages, split } from '../exec/web-socket-channels.ts'
import { type ForwardTarget, forwardConnection } from './forward-connection.ts'

export const webSocketForwardProtocols = [
  'v5.channel.k8s.io',
  'v4.channel.k8s.io',
  'v3.channel.k8s.io',
  'channel.k8s.io',
]

/** The `ports` of the query, each of which gets two channels. */
export function requestedPorts(query: URLSearchParams): number[] {
  const ports = query.getAll('ports').flatMap((text) => text.split(',').map(Number))
  if (ports.length === 0) throw badRequest('query parameter "ports" is required')
  const wrong = ports.find((port) => !Number.isInteger(port) || port < 1 || port > 65535)
  if (wrong !== undefined) throw badRequest('query parameter "ports" has a value that is not a port')
  return ports
}

/**
 * Port-forward over the channels of a WebSocket: of each port an even one for data and an odd one for errors, both
 * beginning with the port's number in two bytes. One connection for each port.
 */
export async function forwardOverWebSocket(
  socket: WebSocket,
  target: ForwardTarget,
  ports: readonly number[],
): Promise<void> {
  const inputs = new Map<number, Duplex>()
  socket.on('error', () => socket.terminate())
  socket.on('message', (data) => {
    const [channel, content] = split(data)
    inputs.get(channel)?.push(content)
  })
  const closed = once(socket, 'close').then(() => {
    for (const input of inputs.values()) input.destroy()
  })
  const forwards = ports.map(async (port, index) => {
    const channel = index * 2
    const output = messages(socket, channel)
    const errors = messages(socket, channel + 1)
    const number = Buffer.alloc(2)
    number.writeUInt16LE(port)
    output.write(number)
    errors.write(number)
    const client = new Duplex({
      read() {},
      write: (chunk, encoding, done) => {
        output.write(chunk, encoding, done)
      },
    })
    inputs.set(channel, client)
    const problem = await forwardConnection(target, port, client)
    if (problem !== undefined) errors.write(problem)
  })
  await Promise.race([Promise.all(forwards), closed])
  socket.close(1000)
}
