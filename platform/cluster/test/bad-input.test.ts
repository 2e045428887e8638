import { once } from 'node:events'
import { connect, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ApiClient, CallOptions } from '../src/testing/api-client.ts'
import { RunningCluster } from '../src/testing/running-cluster.ts'

const maps = '/api/v1/namespaces/default/configmaps'
const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`

interface Case {
  name: string
  method?: string
  path?: string
  options?: CallOptions
  code: number
  message?: string
}

const cases: Case[] = [
  {
    name: 'a body that is no JSON',
    options: { body: '{"metadata":' },
    code: 400,
    message: 'json parse error',
  },
  { name: 'an empty body', options: { body: '' }, code: 400, message: 'empty' },
  { name: 'a body that is a list', options: { body: '[]' }, code: 400, message: 'cannot unmarshal array' },
  { name: 'a body that is null', options: { body: 'null' }, code: 400 },
  {
    name: 'a body that is no UTF-8',
    options: { body: Buffer.from([0x7b, 0xff, 0x7d]) },
    code: 400,
    message: 'UTF-8',
  },
  { name: 'a deep body', options: { body: deep(10_000) }, code: 400, message: 'levels deep' },
  { name: 'a deep list', options: { body: '['.repeat(100_000) }, code: 400, message: 'levels deep' },
  {
    name: 'a body of more than 3 MiB',
    options: { body: JSON.stringify({ metadata: { name: 'a' }, data: { a: 'x'.repeat(3 * 1024 * 1024) } }) },
    code: 413,
    message: 'limit is 3145728',
  },
  { name: 'a form', options: { body: 'a=b', contentType: 'application/x-www-form-urlencoded' }, code: 415 },
  {
    name: 'YAML that expands without end',
    options: {
      contentType: 'application/yaml',
      body: `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
        .split('')
        .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[index]}`).join(',')}]`)
        .join('\n')}`,
    },
    code: 400,
  },
  {
    name: 'broken protobuf',
    options: { contentType: 'application/vnd.kubernetes.protobuf', body: 'k8s\0\x0a\xff' },
    code: 400,
  },
  {
    name: 'protobuf without its prefix',
    options: { contentType: 'application/vnd.kubernetes.protobuf', body: 'nonsense' },
    code: 400,
    message: 'prefix',
  },
  { name: 'metadata that is a word', options: { body: '{"metadata":"a"}' }, code: 400 },
  {
    name: 'labels that are numbers',
    options: { body: '{"metadata":{"name":"a","labels":{"a":1}}}' },
    code: 400,
  },
  {
    name: 'a name that is an object',
    method: 'PUT',
    path: `${maps}/x`,
    options: { body: '{"metadata":{"name":{"toString":1},"uid":{"toString":1},"resourceVersion":{}}}' },
    code: 400,
    message: 'json: cannot unmarshal object into Go struct field',
  },
  {
    name: 'a JSON patch into a text',
    method: 'PATCH',
    path: `${maps}/x`,
    options: {
      body: '[{"op":"add","path":"/kind/a","value":1},{"op":"replace","path":"/kind/0","value":1}]',
      contentType: 'application/json-patch+json',
    },
    code: 422,
    message: 'doc is missing path: /kind/a',
  },
  {
    name: 'an autoscaler without a target',
    path: '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers',
    options: {
      body: '{"metadata":{"name":"a"},"spec":{"maxReplicas":1,"scaleTargetRef":{"kind":"a","name":"a"},"metrics":[{"type":"Resource","resource":{"name":"cpu"}}]}}',
    },
    code: 422,
    message: 'must specify a metric target type',
  },
  {
    name: 'YAML of keys in keys',
    options: { contentType: 'application/yaml', body: '? '.repeat(400) },
    code: 400,
    message: 'invalid map key',
  },
  {
    name: 'the end of the first namespace',
    method: 'DELETE',
    path: '/api/v1/namespaces/default',
    code: 403,
    message: 'namespaces "default" is forbidden: this namespace may not be deleted',
  },
  { name: 'a path with ..', method: 'GET', path: '/api/v1/namespaces/default/configmaps/%2e%2e', code: 400 },
  { name: 'a name with a slash', method: 'GET', path: `${maps}/a%2fb`, code: 400 },
  { name: 'a NUL in the path', method: 'GET', path: `${maps}/a%00`, code: 400 },
  { name: 'a broken escape', method: 'GET', path: `${maps}/%zz`, code: 400 },
  { name: 'an empty part of the path', method: 'GET', path: '/api/v1/namespaces//configmaps', code: 400 },
  { name: 'a limit that is no number', method: 'GET', path: `${maps}?limit=many`, code: 400 },
  { name: 'a negative limit', method: 'GET', path: `${maps}?limit=-1`, code: 400 },
  { name: 'a bad label selector', method: 'GET', path: `${maps}?labelSelector=%21%21`, code: 400 },
  { name: 'a method that nobody knows', method: 'PROPFIND', path: maps, code: 405 },
  {
    name: 'a patch of an unknown type',
    method: 'PATCH',
    path: `${maps}/x`,
    options: { body: '{}' },
    code: 415,
  },
  {
    name: 'a JSON patch that is none',
    method: 'PATCH',
    path: `${maps}/x`,
    options: { body: '{"op":"add"}', contentType: 'application/json-patch+json' },
    code: 400,
  },
  { name: 'no token', method: 'GET', path: maps, options: { headers: { Authorization: '' } }, code: 401 },
  {
    name: 'a wrong token',
    method: 'GET',
    path: maps,
    options: { headers: { Authorization: 'Bearer x' } },
    code: 401,
  },
  {
    name: 'a password',
    method: 'GET',
    path: maps,
    options: { headers: { Authorization: 'Basic eDp5' } },
    code: 401,
  },
  {
    name: 'a foreign Host',
    method: 'GET',
    path: maps,
    options: { headers: { Host: 'evil.example' } },
    code: 403,
  },
  {
    name: 'a Host that only begins like ours',
    method: 'GET',
    path: maps,
    options: { headers: { Host: '127.0.0.1.evil.example' } },
    code: 403,
  },
  {
    name: 'a foreign Origin',
    method: 'GET',
    path: maps,
    options: { headers: { Origin: 'https://evil.example' } },
    code: 403,
  },
]

describe('bad input', () => {
  let cluster: RunningCluster
  let api: ApiClient
  beforeAll(async () => {
    cluster = await RunningCluster.start()
    api = cluster.api
    await api.call('POST', maps, { body: { metadata: { name: 'x' } } })
  })
  afterAll(() => cluster[Symbol.asyncDispose]())

  it.each(cases)(
    '$name is answered with $code',
    async ({ method = 'POST', path = maps, options, code, message }) => {
      const answer = await api.call(method, path, options)
      expect([answer.code, answer.json?.kind], answer.text).toEqual([code, 'Status'])
      if (message !== undefined) expect(answer.json.message).toContain(message)
      expect(answer.text).not.toContain(api.token)
      // Nobody else notices, and nothing was a fault of ours.
      expect((await api.get(`${maps}/x`)).code).toBe(200)
      expect(cluster.lines.filter((line) => line.includes('failed'))).toEqual([])
    },
  )

  it('takes a grace period that no calendar has', async () => {
    const pods = '/api/v1/namespaces/default/pods'
    const containers = [{ name: 'main', image: 'demo/web:v1' }]
    const body = {
      metadata: { name: 'patient', finalizers: ['test/hold'] },
      spec: { nodeName: 'none', containers },
    }
    expect((await api.call('POST', pods, { body })).code).toBe(201)
    const { code, json } = await api.call('DELETE', `${pods}/patient?gracePeriodSeconds=${'9'.repeat(15)}`)
    expect(code).toBe(200)
    expect(json.metadata.deletionTimestamp).toBe('9999-12-31T23:59:59Z')
    await api.call('PATCH', `${pods}/patient`, {
      body: '{"metadata":{"finalizers":null}}',
      contentType: 'application/merge-patch+json',
    })
  })

  it('keeps a field called __proto__ to itself', async () => {
    const body = '{"metadata":{"name":"proto"},"data":{"__proto__":"x","constructor":"y"}}'
    const { code, text } = await api.call('POST', maps, { body })
    expect(code).toBe(201)
    expect(text).toContain('"__proto__":"x"')
    const patch = { body: '{"data":{"__proto__":"z"}}', contentType: 'application/merge-patch+json' }
    expect((await api.call('PATCH', `${maps}/proto`, patch)).text).toContain('"__proto__":"z"')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('answers bytes that are no HTTP with 400 and hangs up', async () => {
    const socket = await open(api)
    socket.write('this is no HTTP\r\n\r\n')
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 /)
    await closed(socket)
  })

  it('refuses a method that nobody knows as one that is not allowed', async () => {
    const socket = await open(api)
    socket.write(`${head(api, 'FOO', maps)}\r\n`)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n.*"reason":"MethodNotAllowed"/s)
    await closed(socket)
  })

  it('refuses a body that is cut off', async () => {
    const socket = await open(api)
    socket.write(
      `${head(api, 'POST', maps)}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"metadata"`,
    )
    socket.end()
    await closed(socket)
    expect((await api.get(`${maps}/x`)).code).toBe(200)
  })

  it('lets go of a client that never says what it wants', async () => {
    const socket = await open(api)
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n')
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 408 /)
    await closed(socket)
  })

  it('ends an oversized header', async () => {
    const socket = await open(api)
    socket.write(`GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: ${'x'.repeat(100_000)}\r\n\r\n`)
    await closed(socket)
    expect((await api.get(`${maps}/x`)).code).toBe(200)
  })

  it('serves others while 1,000 watches are open, and forgets these when they close', async () => {
    const sockets: TLSSocket[] = []
    while (sockets.length < 1000) {
      const batch = await Promise.all(Array.from({ length: 50 }, () => openWatch(api)))
      sockets.push(...batch)
    }
    expect((await api.get(`${maps}/x`)).code).toBe(200)
    const reported = sockets.map((socket) => waitFor(socket, '"watched"'))
    await api.call('POST', maps, { body: { metadata: { name: 'watched' } } })
    await Promise.all(reported)
    for (const socket of sockets) socket.destroy()
    expect((await api.call('DELETE', `${maps}/watched`)).code).toBe(200)
  })

  it('waits for a watcher that does not read without keeping others waiting', async () => {
    const slow = await openWatch(api)
    slow.pause()
    for (let index = 0; index < 60; index++) {
      const { code } = await api.call('PATCH', `${maps}/x`, {
        body: JSON.stringify({ data: { text: `${index}-${'x'.repeat(200_000)}` } }),
        contentType: 'application/merge-patch+json',
      })
      expect(code).toBe(200)
    }
    const last = waitFor(slow, '"59-')
    slow.resume()
    await last
    slow.destroy()
    await api.call('PATCH', `${maps}/x`, {
      body: '{"data":null}',
      contentType: 'application/merge-patch+json',
    })
  })
})

/** A connection on which a watch has begun. */
async function openWatch(api: ApiClient): Promise<TLSSocket> {
  const socket = await open(api)
  socket.write(`${head(api, 'GET', `${maps}?watch=true&resourceVersion=0`)}\r\n`)
  await once(socket, 'data')
  return socket
}

async function open({ url, authority }: ApiClient): Promise<TLSSocket> {
  const socket = connect({
    host: url.hostname,
    port: Number(url.port),
    ca: authority,
    servername: 'localhost',
  })
  socket.on('error', () => {})
  await once(socket, 'secureConnect')
  return socket
}

function head({ token }: ApiClient, method: string, path: string): string {
  return `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n`
}

async function closed(socket: TLSSocket): Promise<void> {
  socket.resume()
  if (!socket.closed) await once(socket, 'close')
}

async function waitFor(socket: TLSSocket, text: string): Promise<void> {
  let seen = ''
  for (;;) {
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    seen += chunk.toString()
    if (seen.includes(text)) return
  }
}
