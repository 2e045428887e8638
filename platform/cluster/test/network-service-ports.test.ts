import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { call, keepAlive } from '../src/network/testing/call.ts'
import { serveHttp, serveTcp } from '../src/network/testing/serve.ts'
import { startTestNetwork } from '../src/network/testing/start-test-network.ts'

test('gives each TCP port of a Service a host port that stays while endpoints change', async () => {
  await using net = await startTestNetwork()
  await using a = await serveHttp((_, response) => response.end('a'))
  await using b = await serveHttp((_, response) => response.end('b'))
  net.createService('web')
  const port = await net.hostPort('web')
  net.setEndpoints('web', [a])
  expect(await call(port)).toMatchObject({ status: 200, body: 'a' })
  net.setEndpoints('web', [b])
  expect(await call(port)).toMatchObject({ status: 200, body: 'b' })
  expect(await net.hostPort('web')).toBe(port)
})

test('moves a client with an open connection to another pod between two requests', async () => {
  await using net = await startTestNetwork()
  await using a = await serveHttp((_, response) => response.end('a'))
  await using b = await serveHttp((_, response) => response.end('b'))
  using agent = keepAlive(1)
  net.createService('web')
  net.setEndpoints('web', [a])
  const port = await net.hostPort('web')
  expect(await call(port, { agent })).toMatchObject({ body: 'a' })
  net.setEndpoints('web', [b])
  expect(await call(port, { agent, method: 'POST', body: 'x' })).toMatchObject({ body: 'b' })
  expect(Object.values(agent.freeSockets).flat()).toHaveLength(1)
})

test('passes on a protocol whose server speaks first', async () => {
  await using net = await startTestNetwork()
  await using smtp = await serveTcp((socket) => {
    socket.write('220 ready\n')
    socket.on('data', (bytes) => socket.end(`250 ${bytes}`))
  })
  net.createService('mail')
  net.setEndpoints('mail', [smtp])
  const socket = connect(await net.hostPort('mail'), '127.0.0.1')
  const heard: string[] = []
  for await (const bytes of socket) {
    heard.push(String(bytes))
    if (heard.length === 1) socket.write('HELO\n')
  }
  expect(heard.join('')).toBe('220 ready\n250 HELO\n')
})
