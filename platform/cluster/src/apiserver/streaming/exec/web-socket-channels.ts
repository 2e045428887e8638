import { PassThrough, Writable } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import { endStream } from './end-stream.ts'
import type { ExecChannels } from './exec-channels.ts'
import type { ExecRequest } from './exec-request.ts'

/** The first byte of each message says which stream it belongs to (remotecommand over WebSocket, v4 and v5). */
const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const

/** Versions of the protocol in the order of preference. */
export const execProtocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'v3.channel.k8s.io', 'channel.k8s.io']

export function webSocketChannels(socket: WebSocket, { stdin: wantsStdin, tty }: ExecRequest): ExecChannels {
  const gone = new AbortController()
  const stdin = wantsStdin ? new PassThrough() : undefined
  socket.on('close', () => {
    gone.abort()
    stdin?.end()
  })
  socket.on('error', () => socket.terminate())
  socket.on('message', (data) => {
    const [number, content] = split(data)
    if (number === channel.stdin && stdin !== undefined && !stdin.writableEnded) {
      if (!stdin.write(content)) {
        socket.pause()
        stdin.once('drain', () => socket.resume())
      }
    } else if (number === channel.close && content[0] === channel.stdin) {
      stdin?.end()
    }
  })
  const stdout = messages(socket, channel.stdout)
  // A terminal has one output.
  const stderr = tty ? stdout : messages(socket, channel.stderr)
  return {
    ...(stdin && { stdin }),
    stdout,
    stderr,
    signal: gone.signal,
    async finish(status) {
      // A client that reads slowly has not got all of it yet, and closing would cut it off.
      await Promise.all([endStream(stdout), endStream(stderr)])
      await send(socket, channel.error, Buffer.from(JSON.stringify(status))).catch(() => {})
      socket.close(1000)
    },
  }
}

/** Everything that is written goes out as messages of one channel. */
export function messages(socket: WebSocket, number: number): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      send(socket, number, chunk).then(() => done(), done)
    },
  }).on('error', () => {})
}

function send(socket: WebSocket, number: number, content: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(Buffer.concat([Buffer.from([number]), content]), (error) =>
      error ? reject(error) : resolve(),
    )
  })
}

/** The channel of a message and what it carries. */
export function split(data: RawData): [channel: number, content: Buffer] {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer)
  return [bytes[0] ?? -1, bytes.subarray(1)]
}
