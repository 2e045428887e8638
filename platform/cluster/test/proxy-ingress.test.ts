import { createServer } from 'node:http'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { edgeOptions, startIngressServer } from '../src/proxy/data-path/ingress/ingress-server.ts'
import { call, keepAlive } from '../src/proxy/testing/call.ts'
import { constantLoad } from '../src/proxy/testing/constant-load.ts'
import { serveHttp, serveTcp } from '../src/proxy/testing/serve.ts'
import { pathTo, startTestNetwork } from '../src/testing/test-network.ts'

const host = 'web.localhost'

test('leads hosts and paths to the pods of their Services, and says plainly where nothing is', async () => {
  await using net = await startTestNetwork()
  await using web = await serveHttp((request, response) => response.end(`web ${request.url}`))
  await using api = await serveHttp((request, response) => response.end(`api ${request.url}`))
  net.createService('web')
  net.createService('api')
  net.createService('empty')
  net.setEndpoints('web', [web])
  net.setEndpoints('api', [api])
  const paths = [pathTo('web'), pathTo('api', '/api'), pathTo('empty', '/empty'), pathTo('gone', '/gone')]
  net.createIngress('web', { rules: [{ host, http: { paths } }] })
  await net.settled()
  const port = net.network.ingressPort
  const get = (path: string, headers = { host }) => call(port, { path, headers })
  expect(await get('/x?y=1')).toMatchObject({ status: 200, body: 'web /x?y=1' })
  expect(await get('/api/v1')).toMatchObject({ status: 200, body: 'api /api/v1' })
  expect(await get('/apix')).toMatchObject({ body: 'web /apix' })
  expect(await get('/empty')).toMatchObject({
    status: 503,
    body: '503 Service Unavailable\nNo pod of Service dev/empty is ready.\n',
  })
  expect(await get('/gone')).toMatchObject({
    status: 503,
    body: '503 Service Unavailable\nIngress dev/web leads to Service gone, which does not exist.\n',
  })
  expect(await get('/', { host: 'other.localhost' })).toMatchObject({
    status: 404,
    body: '404 Not Found\nNo Ingress serves host "other.localhost" and path "/".\n',
  })
})

test('writes into the status where it is reached, and warns about what it does not do', async () => {
  await using net = await startTestNetwork()
  net.createIngress('web', { rules: [{ host }] }, { 'nginx.org/rewrites': 'x' })
  net.createIngress('other', { ingressClassName: 'traefik', rules: [{ host }] })
  await net.settled()
  expect(net.client.get('ingresses', 'dev', 'web')?.status).toEqual({
    loadBalancer: {
      ingress: [
        {
          ip: '127.0.0.1',
          hostname: 'localhost',
          ports: [{ port: net.network.ingressPort, protocol: 'TCP' }],
        },
      ],
    },
  })
  expect(net.client.get('ingresses', 'dev', 'other')?.status?.loadBalancer?.ingress).toBeUndefined()
  expect(net.eventLines()).toEqual([
    'AnnotationNotSupported: The embedded router ignores nginx.org/rewrites.',
  ])
})

test('rewrites paths by regular expressions, and names the annotations that it ignores', async () => {
  await using net = await startTestNetwork()
  await using web = await serveHttp((request, response) => response.end(request.url))
  net.createService('web')
  net.setEndpoints('web', [web])
  const http = { paths: [pathTo('web', '/app(/|$)(.*)', 'ImplementationSpecific')] }
  const nginx = 'nginx.ingress.kubernetes.io'
  net.createIngress(
    'web',
    { rules: [{ host, http }] },
    {
      [`${nginx}/rewrite-target`]: '/$2',
      [`${nginx}/use-regex`]: 'true',
      [`${nginx}/limit-rps`]: '5',
    },
  )
  await net.settled()
  const answer = await call(net.network.ingressPort, { path: '/app/users/1?x=%20', headers: { host } })
  expect(answer).toMatchObject({ status: 200, body: '/users/1?x=%20' })
  expect(net.eventLines()).toEqual([
    `AnnotationNotSupported: The embedded router ignores ${nginx}/limit-rps.`,
  ])
})

test('tells the pod who asked, and keeps what a client claims about that from it', async () => {
  await using net = await startTestNetwork()
  await using pod = await serveHttp((request, response) => response.end(JSON.stringify(request.headers)))
  net.createService('web')
  net.setEndpoints('web', [pod])
  net.createIngress('web', { rules: [{ host, http: { paths: [pathTo('web')] } }] })
  await net.settled()
  const { body } = await call(net.network.ingressPort, {
    headers: {
      host,
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-proto': 'https',
      connection: 'close, x-hop',
      'x-hop': '1',
      te: 'trailers',
      'x-kept': 'yes',
    },
  })
  expect(JSON.parse(body)).toEqual({
    host,
    'x-kept': 'yes',
    // RFC 9110, section 10.1.4: this hop takes trailers, and passes them on to a client that does.
    te: 'trailers',
    'x-real-ip': '127.0.0.1',
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-host': host,
    'x-forwarded-port': String(net.network.ingressPort),
    'x-forwarded-proto': 'http',
    connection: 'keep-alive, TE',
  })
})

test.for([
  {
    method: 'GET',
    status: 200,
    raw: ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Content-Length', '2'],
    body: 'ok',
  },
  { method: 'HEAD', status: 200, raw: ['Content-Length', '2', 'ETag', '"x"'], body: '' },
  { method: 'GET', status: 204, raw: ['X-Empty', 'yes'], body: '' },
  { method: 'GET', status: 304, raw: ['ETag', '"x"'], body: '' },
  { method: 'DELETE', status: 404, raw: ['Date', 'Thu, 01 Jan 2026 00:00:00 GMT'], body: 'none' },
  { method: 'OPTIONS', status: 200, raw: ['Allow', 'GET'], body: '' },
])('passes on a $status to $method with its headers', async ({ method, status, raw, body }) => {
  await using net = await startTestNetwork()
  await using pod = await serveHttp((request, response) => {
    expect(request.headers['content-length']).toBeUndefined()
    response.writeHead(status, raw)
    response.end(body)
  })
  net.createService('web')
  net.setEndpoints('web', [pod])
  const answer = await call(await net.hostPort('web'), { method })
  expect(answer).toMatchObject({ status, body })
  for (const [at, name] of raw.entries()) {
    if (at % 2 === 0) expect([answer.headers[name.toLowerCase()]].flat()).toContain(raw[at + 1])
  }
})

test('does not give a request a body that it did not have', async () => {
  await using net = await startTestNetwork()
  await using pod = await serveHttp(({ headers }, response) => response.end(JSON.stringify(headers)))
  net.createService('web')
  net.setEndpoints('web', [pod])
  const port = await net.hostPort('web')
  const socket = connect(port, '127.0.0.1')
  socket.write('POST / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n')
  let heard = ''
  for await (const bytes of socket) heard += bytes
  expect(heard).toContain('"content-length":"0"')
  expect(heard).not.toContain('transfer-encoding')
})

test('streams a request body and a response while both are under way', async () => {
  await using net = await startTestNetwork()
  await using echo = await serveHttp((request, response) => request.pipe(response))
  net.createService('web')
  net.setEndpoints('web', [echo])
  net.createIngress('web', { rules: [{ host, http: { paths: [pathTo('web')] } }] })
  await net.settled()
  const socket = connect(net.network.ingressPort, '127.0.0.1')
  let heard = ''
  const until = async (text: string) => {
    while (!heard.includes(text)) {
      heard += String(await new Promise((resolve) => socket.once('data', resolve)))
    }
  }
  socket.write(`POST / HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n`)
  await until('one')
  socket.write('3\r\ntwo\r\n')
  await until('two')
  socket.write('0\r\n\r\n')
  await until('\r\n0\r\n\r\n')
  socket.destroy()
})

test('joins a WebSocket to a pod, and passes a refusal back', async () => {
  await using net = await startTestNetwork()
  await using pod = await serveHttp((_, response) => response.writeHead(426).end('no socket here'))
  const sockets = new WebSocketServer({ noServer: true })
  pod.server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/ws') socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno')
    else
      sockets.handleUpgrade(request, socket, head, (ws) => ws.on('message', (text) => ws.send(`got ${text}`)))
  })
  net.createService('web')
  net.setEndpoints('web', [pod])
  net.createIngress('web', { rules: [{ host, http: { paths: [pathTo('web')] } }] })
  await net.settled()
  const port = net.network.ingressPort
  const ws = new WebSocket(`ws://127.0.0.1:${port}/ws`, { headers: { host } })
  await new Promise((resolve) => ws.once('open', resolve))
  ws.send('hello')
  expect(String(await new Promise((resolve) => ws.once('message', resolve)))).toBe('got hello')
  const closed = new Promise((resolve) => ws.once('close', resolve))
  ws.close()
  await closed
  const refused = new WebSocket(`ws://127.0.0.1:${port}/other`, { headers: { host } })
  const error = await new Promise((resolve) => refused.once('error', resolve))
  expect(String(error)).toContain('403')
})

test.for([
  ['with an Upgrade header', 'Connection: Upgrade\r\nUpgrade: raw\r\n'],
  ['without one', ''],
])('answers 502 where a pod switches protocols unasked (RFC 9110, 7.8), %s', async ([, headers]) => {
  await using net = await startTestNetwork()
  await using pod = await serveTcp((socket) => {
    socket.once('data', () => socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headers}\r\n`))
  })
  net.createService('web')
  net.setEndpoints('web', [pod])
  net.createIngress('web', { rules: [{ host, http: { paths: [pathTo('web')] } }] })
  const ports = [net.network.ingressPort, await net.hostPort('web')]
  await net.settled()
  for (const port of ports) {
    for (const method of ['GET', 'POST']) {
      const answer = await call(port, { method, headers: { host }, ...(method === 'POST' && { body: 'x' }) })
      expect(answer).toMatchObject({ status: 502, body: expect.stringContaining('that nobody asked for') })
    }
  }
  if (headers !== '') return
  const asked = new WebSocket(`ws://127.0.0.1:${ports[0]}/`, { headers: { host } })
  expect(String(await new Promise((resolve) => asked.once('error', resolve)))).toContain('502')
})

test('passes on trailers to a client that takes them', async () => {
  await using net = await startTestNetwork()
  await using pod = await serveHttp((_, response) => {
    response.writeHead(200, { trailer: 'Grpc-Status' })
    response.write('body')
    response.addTrailers({ 'Grpc-Status': '0' })
    response.end()
  })
  net.createService('web')
  net.setEndpoints('web', [pod])
  const port = await net.hostPort('web')
  await net.settled()
  const talk = async (te: string) => {
    const socket = connect(port, '127.0.0.1')
    socket.write(`GET / HTTP/1.1\r\nHost: web\r\n${te}Connection: close\r\n\r\n`)
    let heard = ''
    for await (const bytes of socket) heard += bytes
    return heard
  }
  expect(await talk('TE: trailers\r\n')).toContain('\r\n0\r\nGrpc-Status: 0\r\n\r\n')
  expect(await talk('')).toContain('\r\n0\r\n\r\n')
})

test('answers a client that offers h2c as it is, with the body of its request', async () => {
  await using net = await startTestNetwork()
  await using echo = await serveHttp((request, response) => request.pipe(response))
  net.createService('web')
  net.setEndpoints('web', [echo])
  net.createIngress('web', { rules: [{ host, http: { paths: [pathTo('web')] } }] })
  await net.settled()
  const headers = { host, connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': '' }
  const answer = await call(net.network.ingressPort, { method: 'POST', body: 'hello', headers })
  expect(answer).toMatchObject({ status: 200, body: 'hello' })
})

test('tries another pod when one refuses, and GET again when a pod hangs up without a word', async () => {
  await using net = await startTestNetwork()
  await using good = await serveHttp((request, response) => {
    request.resume().once('end', () => response.end('good'))
  })
  await using rude = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()))
  const closed = await serveTcp(() => {})
  await closed[Symbol.asyncDispose]()
  net.createService('web')
  net.createIngress('web', { rules: [{ host, http: { paths: [pathTo('web')] } }] })
  const post = { method: 'POST', body: 'x', headers: { host } }
  const port = net.network.ingressPort
  net.setEndpoints('web', [closed, good])
  await net.settled()
  for (let turn = 0; turn < 4; turn++) {
    expect(await call(port, { headers: { host } })).toMatchObject({ status: 200, body: 'good' })
    expect(await call(port, post)).toMatchObject({ status: 200, body: 'good' })
  }
  net.setEndpoints('web', [rude, good])
  await net.settled()
  for (let turn = 0; turn < 4; turn++) {
    expect(await call(port, { headers: { host } })).toMatchObject({ status: 200, body: 'good' })
  }
  // A POST may have done its work before the connection ended: it is not sent twice.
  const answers = [await call(port, post), await call(port, post)]
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 502])
  net.setEndpoints('web', [closed])
  await net.settled()
  expect(await call(port, post)).toMatchObject({
    status: 502,
    body: expect.stringContaining('No pod of Service dev/web could be reached: connect ECONNREFUSED'),
  })
})

test('sends a GET again when an idle connection turns out dead, and a POST never on one', async () => {
  await using net = await startTestNetwork()
  let requests = 0
  // Answers the first request of each connection, and hangs up on the second.
  await using pod = await serveTcp((socket) => {
    socket.once('data', () => {
      requests++
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
      socket.once('data', () => socket.resetAndDestroy())
    })
  })
  net.createService('web')
  net.setEndpoints('web', [pod])
  net.createIngress('web', { rules: [{ host, http: { paths: [pathTo('web')] } }] })
  await net.settled()
  const port = net.network.ingressPort
  for (let turn = 0; turn < 3; turn++) {
    expect(await call(port, { headers: { host } })).toMatchObject({ status: 200, body: 'ok' })
    const post = await call(port, { method: 'POST', body: 'x', headers: { host } })
    expect(post).toMatchObject({ status: 200, body: 'ok' })
  }
  expect(requests).toBe(6)
})

test('loses no request while its rules change', async () => {
  await using net = await startTestNetwork()
  await using a = await serveHttp((_, response) => response.end('a'))
  await using b = await serveHttp((_, response) => response.end('b'))
  net.createService('a')
  net.createService('b')
  net.setEndpoints('a', [a])
  net.setEndpoints('b', [b])
  net.createIngress('web', { rules: [{ host, http: { paths: [pathTo('a')] } }] })
  await net.settled()
  const load = constantLoad(net.network.ingressPort, { host })
  for (let turn = 0; turn < 50; turn++) {
    const live = net.client.get('ingresses', 'dev', 'web')
    if (live === undefined) throw new Error('the Ingress is gone')
    const paths = [pathTo(turn % 2 === 0 ? 'b' : 'a')]
    net.client.update('ingresses', { ...live, spec: { ...live.spec, rules: [{ host, http: { paths } }] } })
    await call(net.network.ingressPort, { headers: { host } })
  }
  const { failures, names } = await load.stop()
  expect(failures).toEqual([])
  expect(names).toEqual(new Set(['a', 'b']))
})

test('keeps connections to ready pods only, and cuts a response that a pod cuts', async () => {
  await using net = await startTestNetwork()
  let connections = 0
  await using pod = await serveHttp((request, response) => {
    if (request.url !== '/cut') {
      response.end('ok')
      return
    }
    response.writeHead(200, { 'content-length': 10 })
    response.write('half', () => request.socket.destroy())
  })
  pod.server.on('connection', (socket) => {
    connections++
    socket.once('close', () => connections--)
  })
  net.createService('web')
  net.setEndpoints('web', [pod])
  net.createIngress('web', { rules: [{ host, http: { paths: [pathTo('web')] } }] })
  await net.settled()
  using agent = keepAlive(1)
  const port = net.network.ingressPort
  await call(port, { agent, headers: { host } })
  await call(port, { agent, headers: { host } })
  expect(connections).toBe(1)
  await expect(call(port, { path: '/cut', headers: { host } })).rejects.toThrow('aborted')
  await call(port, { agent, headers: { host } })
  const { port: number } = pod
  net.setEndpoints('web', [{ port: number, conditions: { ready: false, serving: true, terminating: true } }])
  await expect.poll(() => connections).toBe(0)
  // Nobody else is there: the draining pod still answers.
  expect(await call(port, { headers: { host } })).toMatchObject({ status: 200 })
  await expect.poll(() => connections).toBe(0)
})

test('takes another port when the preferred one is in use, on either loopback address', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const address = other.address()
  const taken = typeof address === 'object' && address !== null ? address.port : 0
  await using net = await startTestNetwork({ preferredIngressPort: taken })
  expect(net.network.ingressPort).not.toBe(taken)
  expect((await call(net.network.ingressPort)).status).toBe(404)
  await new Promise((resolve) => other.close(resolve))
})

test('reports the first response of each pod once, with its images and status', async () => {
  await using net = await startTestNetwork()
  await using pod = await serveHttp((_, response) => response.writeHead(418).end())
  const reported: unknown[] = []
  net.events.on('pod.first-response', ({ at: _at, ...event }) => reported.push(event))
  net.createPod('web-1', 'web:abc')
  net.createService('web')
  net.setEndpoints('web', [{ port: pod.port, pod: 'web-1' }])
  net.createIngress('web', { rules: [{ host, http: { paths: [pathTo('web')] } }] })
  await net.settled()
  await call(net.network.ingressPort, { headers: { host } })
  await call(await net.hostPort('web'))
  expect(reported).toEqual([{ namespace: 'dev', pod: 'web-1', images: ['web:abc'], status: 418 }])
})

test('hangs up on a client that takes too long over its headers', async () => {
  const handlers = { request: () => {}, upgrade: () => {} }
  const limits = { ...edgeOptions, headersTimeout: 50, requestTimeout: 50, connectionsCheckingInterval: 10 }
  const server = await startIngressServer(handlers, 0, { create: () => createServer(limits), log: () => {} })
  const socket = connect(server.port, '127.0.0.1')
  let heard = ''
  socket.on('data', (bytes) => {
    heard += bytes
  })
  socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nX-Slow: `)
  await new Promise((resolve) => socket.once('close', resolve))
  expect(heard).toContain('HTTP/1.1 408 ')
  await server.stop()
})

test.for([
  ['headers without end', `GET / HTTP/1.1\r\nHost: ${host}\r\nX: ${'x'.repeat(40_000)}`, '431'],
  [
    'two lengths',
    `POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n`,
    '400',
  ],
  [
    'a length and chunks',
    `POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
    '400',
  ],
  [
    'two Host headers (RFC 9112, 3.2)',
    `GET / HTTP/1.1\r\nHost: ${host}\r\nHost: b\r\nConnection: close\r\n\r\n`,
    '400',
  ],
  ['no host', 'GET / HTTP/1.1\r\n\r\n', '400'],
  ['a path above the root', `GET /../x HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`, '400'],
  ['a target that is no path', `GET x HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`, '400'],
])('refuses %s', async ([, text, status]) => {
  await using net = await startTestNetwork()
  const socket = connect(net.network.ingressPort, '127.0.0.1')
  let heard = ''
  socket.on('data', (bytes) => {
    heard += bytes
  })
  socket.write(text ?? '')
  await new Promise((resolve) => socket.once('close', resolve))
  expect(heard).toContain(`HTTP/1.1 ${status} `)
})
