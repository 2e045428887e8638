import { connect } from 'node:net'
import { systemClock } from '@gitops-example/kit/clock'
import { expect, test } from 'vitest'
import { openServiceListener } from '../src/proxy/data-path/service/service-listener.ts'
import { call, keepAlive } from '../src/proxy/testing/call.ts'
import { serveHttp, serveTcp } from '../src/proxy/testing/serve.ts'
import { startTestNetwork } from '../src/testing/test-network.ts'

test('gives each TCP port of a Service a host port that stays while endpoints change', async () => {
  await using net = await startTestNetwork()
  await using a = await serveHttp((_, response) => response.end('a'))
  await using b = await serveHttp((_, response) => response.end('b'))
  net.createService('web')
  const port = await net.hostPort('web')
  net.setEndpoints('web', [a])
  await net.settled()
  expect(await call(port)).toMatchObject({ status: 200, body: 'a' })
  net.setEndpoints('web', [b])
  await net.settled()
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
  await net.settled()
  const port = await net.hostPort('web')
  expect(await call(port, { agent })).toMatchObject({ body: 'a' })
  net.setEndpoints('web', [b])
  await net.settled()
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
  await net.settled()
  const socket = connect(await net.hostPort('mail'), '127.0.0.1')
  const heard: string[] = []
  for await (const bytes of socket) {
    heard.push(String(bytes))
    if (heard.length === 1) socket.write('HELO\n')
  }
  expect(heard.join('')).toBe('220 ready\n250 HELO\n')
})

test('reports the first response of a pod that does not speak HTTP', async () => {
  await using net = await startTestNetwork()
  await using greeter = await serveTcp((socket) => socket.end('hello'))
  const reported: unknown[] = []
  net.events.on('pod.first-response', ({ at: _at, ...event }) => reported.push(event))
  net.createPod('mail-1', 'mail:abc')
  net.createService('mail')
  net.setEndpoints('mail', [{ port: greeter.port, pod: 'mail-1' }])
  await net.settled()
  const port = await net.hostPort('mail')
  for (let turn = 0; turn < 2; turn++) {
    const socket = connect(port, '127.0.0.1')
    expect(String(await new Promise((resolve) => socket.once('data', resolve)))).toBe('hello')
    socket.destroy()
  }
  expect(reported).toEqual([{ namespace: 'dev', pod: 'mail-1', images: ['mail:abc'] }])
})

test('honours a node port that is free, and says so when it is taken', async () => {
  await using net = await startTestNetwork()
  await using other = await serveTcp(() => {})
  const free = await serveTcp(() => {})
  await free[Symbol.asyncDispose]()
  net.createService('free', { type: 'NodePort', ports: [{ port: 80, nodePort: free.port }] })
  net.createService('taken', { type: 'NodePort', ports: [{ port: 80, nodePort: other.port }] })
  expect(await net.hostPort('free')).toBe(free.port)
  const instead = await net.hostPort('taken')
  expect(net.eventLines()).toEqual([
    `NodePortTaken: Node port ${other.port} is taken on 127.0.0.1; port 80 is served on ${instead} instead.`,
  ])
})

test('moves to another node port when the Service asks for it', async () => {
  await using net = await startTestNetwork()
  const [first, second] = [await serveTcp(() => {}), await serveTcp(() => {})]
  await Promise.all([first, second].map((server) => server[Symbol.asyncDispose]()))
  net.createService('web', { type: 'NodePort', ports: [{ port: 80, nodePort: first.port }] })
  expect(await net.hostPort('web')).toBe(first.port)
  const live = net.client.get('services', 'dev', 'web')
  if (live === undefined) throw new Error('the Service is gone')
  const ports = [{ port: 80, nodePort: second.port }]
  net.client.update('services', { ...live, spec: { ...live.spec, ports } })
  await expect.poll(() => net.hostPort('web')).toBe(second.port)
  await expect(call(first.port)).rejects.toThrow('ECONNREFUSED')
})

test('gives a LoadBalancer its address, and says what has no host port', async () => {
  await using net = await startTestNetwork()
  net.createService('balanced', { type: 'LoadBalancer' })
  net.createService('headless', { clusterIP: 'None' })
  net.createService('outside', { type: 'ExternalName', externalName: 'db.example.com', ports: [] })
  net.createService('dns', {
    ports: [
      { name: 'udp', port: 53, protocol: 'UDP' },
      { name: 'tcp', port: 53, protocol: 'TCP' },
    ],
  })
  const port = await net.hostPort('balanced')
  await net.hostPort('dns', 53)
  expect(net.client.get('services', 'dev', 'balanced')?.status?.loadBalancer?.ingress).toEqual([
    { ip: '127.0.0.1', hostname: 'localhost', ports: [{ port, protocol: 'TCP' }] },
  ])
  expect(net.client.get('services', 'dev', 'headless')?.metadata.annotations).toBeUndefined()
  expect(net.eventLines()).toEqual([
    'NoHostPort: A headless Service has no host port: clients take its pods from the EndpointSlices.',
    'NoHostPort: No port of this machine leads to an ExternalName: clients must use db.example.com itself.',
    'ProtocolNotSupported: Port 53/UDP has no host port: only TCP has.',
  ])
})

test('closes the port of a Service that is gone, with its connections', async () => {
  await using net = await startTestNetwork()
  await using pod = await serveTcp((socket) => socket.write('hello'))
  net.createService('web')
  net.setEndpoints('web', [pod])
  await net.settled()
  const port = await net.hostPort('web')
  const socket = connect(port, '127.0.0.1')
  await new Promise((resolve) => socket.once('data', resolve))
  const closed = new Promise((resolve) => socket.once('close', resolve))
  net.client.delete('services', 'dev', 'web')
  await closed
  await expect(call(port)).rejects.toThrow('ECONNREFUSED')
})

test('keeps a client on its pod when the Service asks for session affinity', async () => {
  await using net = await startTestNetwork()
  await using a = await serveHttp((_, response) => response.end('a'))
  await using b = await serveHttp((_, response) => response.end('b'))
  net.createService('web', { sessionAffinity: 'ClientIP' })
  net.setEndpoints('web', [a, b])
  await net.settled()
  const port = await net.hostPort('web')
  const first = (await call(port)).body
  for (let turn = 0; turn < 4; turn++) expect((await call(port)).body).toBe(first)
  net.setEndpoints('web', first === 'a' ? [b] : [a])
  await net.settled()
  expect((await call(port)).body).not.toBe(first)
})

test('resets a connection that is no HTTP when nobody is there, and tries the next pod when one refuses', async () => {
  await using net = await startTestNetwork()
  await using echo = await serveTcp((socket) => socket.pipe(socket))
  const closed = await serveTcp(() => {})
  await closed[Symbol.asyncDispose]()
  net.createService('raw', { ports: [{ name: 'http', port: 80, appProtocol: 'tcp' }] })
  const port = await net.hostPort('raw')
  const talk = async (text: string) => {
    const socket = connect(port, '127.0.0.1')
    socket.end(text)
    const heard: string[] = []
    for await (const bytes of socket) heard.push(String(bytes))
    return heard.join('')
  }
  await expect(talk('x')).rejects.toThrow('ECONNRESET')
  net.setEndpoints('raw', [closed, echo])
  await net.settled()
  for (let turn = 0; turn < 4; turn++) expect(await talk(`turn ${turn}`)).toBe(`turn ${turn}`)
})

test('takes a request that comes late on an open connection for HTTP all the same', async () => {
  await using net = await startTestNetwork()
  let connections = 0
  await using pod = await serveHttp((_, response) => response.end('late'))
  pod.server.on('connection', () => connections++)
  net.createService('web')
  net.setEndpoints('web', [pod])
  await net.settled()
  const socket = connect(await net.hostPort('web'), '127.0.0.1')
  // A browser opens connections ahead; by then the listener has looked for a server that speaks first.
  await expect.poll(() => connections).toBe(1)
  const heard = new Promise((resolve) => socket.once('data', resolve))
  socket.write('GET / HTTP/1.1\r\nHost: web\r\n\r\n')
  expect(String(await heard)).toContain('late')
  expect(connections).toBe(2)
  socket.destroy()
})

test('refuses two Host headers, and gives the pod the host of a target that is a whole URI', async () => {
  await using net = await startTestNetwork()
  await using pod = await serveHttp(({ headers, url }, response) => response.end(`${headers.host} ${url}`))
  net.createService('web')
  net.setEndpoints('web', [pod])
  const port = await net.hostPort('web')
  await net.settled()
  const talk = async (head: string) => {
    const socket = connect(port, '127.0.0.1')
    socket.write(`${head}\r\nConnection: close\r\n\r\n`)
    let heard = ''
    for await (const bytes of socket) heard += bytes
    return heard
  }
  // RFC 9112, sections 3.2 and 3.2.2
  expect(await talk('GET / HTTP/1.1\r\nHost: a\r\nHost: b')).toMatch(/^HTTP\/1.1 400 /)
  expect(await talk('GET http://new/x?y HTTP/1.1\r\nHost: old')).toMatch(/new \/x\?y$/)
})

test('hangs up on a client that takes too long over its headers', async () => {
  const listener = await openServiceListener({
    clock: systemClock,
    log: () => {},
    name: 'Service dev/web port 80',
    wishes: [],
    mayBeHttp: () => true,
    choose: () => undefined,
    responded: () => {},
    limits: { headersTimeout: 50, connectionsCheckingInterval: 10 },
  })
  const socket = connect(listener.port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nHost: web\r\nX-Slow: ')
  let heard = ''
  for await (const bytes of socket) heard += bytes
  expect(heard).toMatch(/^HTTP\/1.1 408 /)
  listener.stop()
})
