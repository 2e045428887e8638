import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { call, keepAlive } from '../src/proxy/testing/call.ts'
import { serveHttp, serveTcp } from '../src/proxy/testing/serve.ts'
import { pathTo, startTestNetwork } from '../src/testing/test-network.ts'

const host = 'web.localhost'
const upload = 'x'.repeat(4 * 1024 * 1024)
const tries = Array.from({ length: 10 }, (_, index) => index)

/** A network whose pod answers an upload with 413 before it has read it, and closes the connection. */
async function startRefusing() {
  await using stack = new AsyncDisposableStack()
  const net = stack.use(await startTestNetwork())
  const pod = stack.use(
    await serveHttp((_, response) => {
      response.writeHead(413, { connection: 'close' })
      response.end('too large')
    }),
  )
  net.createService('web')
  net.setEndpoints('web', [pod])
  await net.settled()
  net.createIngress('web', { rules: [{ host, http: { paths: [pathTo('web')] } }] })
  const servicePort = await net.hostPort('web')
  const owned = stack.move()
  return {
    ports: { ingress: net.network.ingressPort, service: servicePort },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

test.for(['ingress', 'service'] as const)(
  'gives a client of the %s the answer that came before its upload was read',
  async (way) => {
    await using net = await startRefusing()
    using agent = keepAlive(1)
    const options = { method: 'POST', headers: { host }, body: upload }
    for (const index of tries) {
      const answer = await call(net.ports[way], index % 2 === 0 ? options : { ...options, agent })
      expect(answer).toMatchObject({ status: 413, body: 'too large' })
    }
  },
)

test.for(['ingress', 'service'] as const)(
  'reads the rest of an upload to the %s from a client that reads last',
  async (way) => {
    await using net = await startRefusing()
    for (const connection of ['close', 'keep-alive']) {
      const client = connect(net.ports[way], '127.0.0.1')
      client.pause()
      const head = `POST / HTTP/1.1\r\nHost: ${host}\r\nConnection: ${connection}\r\nContent-Length: ${upload.length}\r\n\r\n`
      client.write(head)
      await new Promise<void>((resolve, reject) => {
        client.once('error', reject)
        client.write(upload, () => resolve())
      })
      client.resume()
      const [bytes] = await once(client, 'data')
      expect(String(bytes)).toMatch(/^HTTP\/1.1 413 /)
      client.destroy()
    }
  },
)

test('answers an upload for which there is no Ingress', async () => {
  await using net = await startTestNetwork()
  for (const _ of tries) {
    const answer = await call(net.network.ingressPort, { method: 'POST', headers: { host }, body: upload })
    expect(answer.status).toBe(404)
  }
})

test('passes on an early answer of a protocol that it does not know', async () => {
  await using net = await startTestNetwork()
  await using pod = await serveTcp((socket) => {
    socket.once('data', () => {
      socket.end('enough')
      socket.destroySoon()
    })
  })
  net.createService('raw', { ports: [{ name: 'http', port: 80, appProtocol: 'example.com/raw' }] })
  net.setEndpoints('raw', [pod])
  await net.settled()
  const port = await net.hostPort('raw')
  for (const _ of tries) {
    const client = connect(port, '127.0.0.1')
    client.on('error', () => {})
    client.write(upload)
    const [bytes] = await once(client, 'data')
    expect(String(bytes)).toBe('enough')
    client.destroy()
  }
})
