import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import type { ExecRequest } from './exec-request.ts'
import { webSocketChannels } from './web-socket-channels.ts'

/** A socket whose client reads nothing until it is told to. */
class SlowSocket extends EventEmitter {
  readonly sent: string[] = []
  #waiting: (() => void)[] = []
  #reads = false

  send(data: Buffer, done: () => void): void {
    this.sent.push(`${data[0]} ${data.subarray(1)}`)
    if (this.#reads) done()
    else this.#waiting.push(done)
  }

  read(): void {
    this.#reads = true
    for (const done of this.#waiting.splice(0)) done()
  }

  close(code: number): void {
    this.sent.push(`close ${code}`)
  }
}

it.each([
  { tty: false, stderr: 2 },
  { tty: true, stderr: 1 },
])('gives a slow client all output before it is told how the command ended: tty $tty', async (of) => {
  const socket = new SlowSocket()
  const request = { stdin: false, tty: of.tty } as ExecRequest
  const channels = webSocketChannels(socket as unknown as WebSocket, request)
  for (const text of ['one', 'two', 'three']) channels.stdout.write(text)
  channels.stderr.write('oops')
  const finished = channels.finish({ status: 'Success' })
  expect(socket.sent).not.toContain('close 1000')
  socket.read()
  await finished
  expect(socket.sent.slice(-2)).toEqual(['3 {"status":"Success"}', 'close 1000'])
  expect(socket.sent.slice(0, -2).toSorted()).toEqual(
    ['1 one', '1 three', '1 two', `${of.stderr} oops`].toSorted(),
  )
})

it('does not wait for a client that has gone', async () => {
  const socket = new SlowSocket()
  const channels = webSocketChannels(
    socket as unknown as WebSocket,
    { stdin: false, tty: false } as ExecRequest,
  )
  channels.stdout.write('one')
  const finished = channels.finish({ status: 'Success' })
  socket.emit('close')
  socket.read()
  await finished
  expect(channels.signal.aborted).toBe(true)
})
