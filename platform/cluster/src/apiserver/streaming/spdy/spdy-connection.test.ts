import { duplexPair } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { controlFrame, dataFrame, type Frame, flagFin, frameType, readFrames, words } from './frames.ts'
import { HeaderBlocks } from './header-block.ts'
import { SpdyConnection } from './spdy-connection.ts'
import type { SpdyStream } from './spdy-stream.ts'

/** A client at the other end, and the streams that the server was given. */
function connected() {
  const [client, server] = duplexPair()
  const streams: SpdyStream[] = []
  const connection = new SpdyConnection(server, (stream) => streams.push(stream))
  const ended = connection.run()
  const frames = readFrames(client as AsyncIterable<Buffer>, 1024 * 1024)
  const blocks = new HeaderBlocks()
  const next = async (): Promise<Frame> => {
    const { value, done } = await frames.next()
    if (done) throw new Error('the connection ended')
    return value
  }
  const open = async (id: number, headers: Record<string, string>, flags = 0) => {
    const block = await blocks.write(new Map(Object.entries(headers)))
    client.write(
      controlFrame(frameType.synStream, Buffer.concat([words(id, 0), Buffer.alloc(2), block]), flags),
    )
    return next()
  }
  return { client, streams, ended, next, open, blocks }
}

describe('a SPDY connection', () => {
  it('answers an opened stream and knows its headers, block after block', async () => {
    const { open, streams, client, ended } = connected()
    const reply = await open(1, { streamtype: 'data', port: '80' })
    expect(reply).toMatchObject({ kind: 'control', type: frameType.synReply })
    await open(3, { streamtype: 'error', port: '80' })
    expect(streams.map(({ id, headers }) => [id, headers.get('streamtype'), headers.get('port')])).toEqual([
      [1, 'data', '80'],
      [3, 'error', '80'],
    ])
    client.destroy()
    await ended
    expect(streams.every(({ destroyed }) => destroyed)).toBe(true)
  })

  it('carries data both ways and ends each way on its own', async () => {
    const { open, streams, client, next } = connected()
    await open(1, { streamtype: 'data' })
    const [stream] = streams
    if (stream === undefined) throw new Error('no stream')
    client.write(dataFrame(1, Buffer.from('in'), false))
    client.write(dataFrame(1, Buffer.alloc(0), true))
    const received: string[] = []
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) received.push(String(chunk))
    expect(received).toEqual(['in'])
    stream.write('out')
    expect(await next()).toMatchObject({
      kind: 'data',
      streamId: 1,
      isLast: false,
      payload: Buffer.from('out'),
    })
    stream.end()
    expect(await next()).toMatchObject({ kind: 'data', streamId: 1, isLast: true })
    client.destroy()
  })

  it('takes a stream that is half closed from the start, a ping and a reset', async () => {
    const { open, streams, client, next } = connected()
    await open(1, { streamtype: 'error' }, flagFin)
    client.write(controlFrame(frameType.ping, words(7)))
    expect(await next()).toEqual({ kind: 'control', type: frameType.ping, flags: 0, payload: words(7) })
    client.write(controlFrame(frameType.rstStream, words(1, 5)))
    client.write(controlFrame(frameType.ping, words(9)))
    await next()
    expect(streams[0]?.destroyed).toBe(true)
    client.destroy()
  })

  it('reports to the client a stream that is given up before its end, and of no other', async () => {
    const { open, streams, client, next } = connected()
    await open(1, { streamtype: 'data' })
    await open(3, { streamtype: 'data' })
    streams[0]?.destroy(new Error('nothing listens there'))
    expect(await next()).toMatchObject({
      kind: 'control',
      type: frameType.rstStream,
      payload: words(1, 5),
    })
    client.write(controlFrame(frameType.rstStream, words(3, 5)))
    client.write(controlFrame(frameType.ping, words(9)))
    expect(await next()).toMatchObject({ type: frameType.ping })
    client.destroy()
  })

  it('goes on with other streams when one that is full is given up', async () => {
    const { open, streams, client, next } = connected()
    await open(1, { streamtype: 'data' })
    client.write(dataFrame(1, Buffer.alloc(512 * 1024), false))
    client.write(controlFrame(frameType.ping, words(9)))
    await expect.poll(() => streams[0]?.readableLength).toBe(512 * 1024)
    streams[0]?.destroy()
    expect(await next()).toMatchObject({ type: frameType.rstStream })
    expect(await next()).toMatchObject({ type: frameType.ping })
    client.destroy()
  })

  it('ends on nonsense instead of failing', async () => {
    const { client, ended } = connected()
    client.resume()
    client.write(Buffer.alloc(64, 0xff))
    await ended
  })

  it('bounds what small headers may inflate to', async () => {
    const { client, ended, blocks } = connected()
    client.resume()
    const block = await blocks.write(new Map([['x', 'y'.repeat(60_000)]]))
    const bomb = await blocks.write(new Map([['x', 'y'.repeat(65_000)]]))
    expect(block.length).toBeLessThan(1000)
    client.write(controlFrame(frameType.synStream, Buffer.concat([words(1, 0), Buffer.alloc(2), block])))
    client.write(controlFrame(frameType.synStream, Buffer.concat([words(3, 0), Buffer.alloc(2), bomb, bomb])))
    await ended
  })
})
