import { beforeEach, describe, expect, test } from 'vitest'
import { createApp } from './app.ts'
import { DatabaseUnavailableError } from './database/database-unavailable-error.ts'
import { MemoryEntryStore } from './entries/memory-entry-store.ts'
import { createMetrics } from './metrics.ts'

let store: MemoryEntryStore
let app: ReturnType<typeof createApp>
let obstacle: string | undefined
beforeEach(() => {
  store = new MemoryEntryStore()
  obstacle = undefined
  app = createApp({
    store,
    checkDatabase: async () => obstacle,
    metrics: createMetrics(
      { version: 'abc123', committedAt: '2026-01-01T00:00:00Z' },
      { total: 3, idle: 2, waiting: 1 },
    ),
    logLevel: 'silent',
    version: 'abc123',
    podName: 'api-1',
  })
})

const get = (url: string, headers: Record<string, string> = {}) => app.server.inject({ url, headers })
const remove = (url: string) => app.server.inject({ method: 'DELETE', url })
const post = (payload: unknown, headers: Record<string, string> = {}) =>
  app.server.inject({
    method: 'POST',
    url: '/entries',
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  })

async function seed(count: number): Promise<void> {
  for (let i = 1; i <= count; i++) await store.add({ author: 'Ada', message: `Entry ${i}` })
}

describe('the list', () => {
  test('is empty at first', async () => {
    const { statusCode, body } = await get('/entries')
    expect([statusCode, body]).toEqual([200, '{"entries":[],"nextCursor":null}'])
  })

  test('comes newest first, page by page, to its end', async () => {
    await seed(5)
    const pages: string[][] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const answer: { entries: { message: string }[]; nextCursor: string | null } = (
        await get(`/entries?limit=2${cursor ? `&cursor=${cursor}` : ''}`)
      ).json()
      pages.push(answer.entries.map(({ message }) => message))
      cursor = answer.nextCursor
    }
    expect(pages).toEqual([['Entry 5', 'Entry 4'], ['Entry 3', 'Entry 2'], ['Entry 1']])
  })

  test('has no further page when the last one is just full', async () => {
    await seed(2)
    expect((await get('/entries?limit=2')).json().nextCursor).toBeNull()
  })

  test('has 20 entries in a page unless told otherwise', async () => {
    await seed(21)
    expect((await get('/entries')).json().entries).toHaveLength(20)
  })

  test.each([
    { query: 'limit=0', parameter: 'limit', detail: 'Must be at least 1.' },
    { query: 'limit=101', parameter: 'limit', detail: 'Must be at most 100.' },
    { query: 'limit=many', parameter: 'limit', detail: 'Must be a whole number.' },
    { query: 'limit=1&limit=2', parameter: 'limit', detail: 'Must be a whole number.' },
    { query: 'cursor=made-up', parameter: 'cursor', detail: 'This is not a nextCursor of a page.' },
    { query: 'cursor=', parameter: 'cursor', detail: 'Must not be empty.' },
    { query: 'page=2', parameter: 'page', detail: 'Unknown field.' },
  ])('refuses ?$query', async ({ query, parameter, detail }) => {
    const { statusCode, headers, body } = await get(`/entries?${query}`)
    expect(statusCode).toBe(400)
    expect(headers['content-type']).toContain('application/problem+json')
    expect(JSON.parse(body).errors).toEqual([{ parameter, detail }])
  })
})

describe('adding', () => {
  test('answers with the entry and its address', async () => {
    const { statusCode, headers, body } = await post({ author: 'Ada', message: 'Hello' })
    expect(statusCode).toBe(201)
    expect(headers.location).toBe('/entries/1')
    expect(JSON.parse(body)).toEqual({
      id: '1',
      author: 'Ada',
      message: 'Hello',
      createdAt: '2026-01-01T00:00:00.000Z',
    })
  })

  test('takes as many characters as promised, also the longest ones escaped', async () => {
    const escaped = JSON.stringify({ author: '🌻'.repeat(80), message: '🌻'.repeat(1000) }).replace(
      /[\ud800-\udfff]/g,
      (half) => `\\u${half.charCodeAt(0).toString(16)}`,
    )
    expect((await post(escaped)).statusCode).toBe(201)
  })

  test.each([
    { name: 'nothing', body: {}, errors: { '/author': 'Is missing.', '/message': 'Is missing.' } },
    {
      name: 'empty and blank text',
      body: { author: '', message: ' \n' },
      errors: { '/author': 'Must not be empty.', '/message': 'Must hold a visible character.' },
    },
    {
      name: 'text that is too long',
      body: { author: 'x'.repeat(81), message: '🌻'.repeat(1001) },
      errors: {
        '/author': 'Must have at most 80 characters.',
        '/message': 'Must have at most 1000 characters.',
      },
    },
    {
      name: 'text that the database cannot hold',
      body: { author: 'a\0', message: 'b\ud800' },
      errors: {
        '/author': 'Must not hold the character NUL or half of a surrogate pair.',
        '/message': 'Must not hold the character NUL or half of a surrogate pair.',
      },
    },
    {
      name: 'other types, which are not converted',
      body: { author: 1, message: null },
      errors: { '/author': 'Must be text.', '/message': 'Must be text.' },
    },
    {
      name: 'members that nobody reads',
      body: { author: 'Ada', message: 'Hello', id: '7', 'a/b~c': 1 },
      errors: { '/id': 'Unknown field.', '/a~1b~0c': 'Unknown field.' },
    },
    { name: 'a list', body: [], errors: { '': 'Must be an object.' } },
  ])('refuses $name, naming each field', async ({ body, errors }) => {
    const answer = await post(body)
    expect(answer.statusCode).toBe(400)
    const found: { pointer: string; detail: string }[] = answer.json().errors
    expect(Object.fromEntries(found.map(({ pointer, detail }) => [pointer, detail]))).toEqual(errors)
    expect(found).toHaveLength(Object.keys(errors).length)
    expect(store.entries).toEqual([])
  })

  test.each([
    { name: 'broken JSON', payload: '{"author":', status: 400, detail: 'The body is not valid JSON.' },
    { name: 'no body', payload: '', status: 400, detail: 'The body is empty, expected JSON.' },
    {
      name: 'a poisoned prototype',
      payload: '{"__proto__":{"author":"x"}}',
      status: 400,
      detail: 'The body is not valid JSON.',
    },
    { name: 'text', payload: 'Hello', type: 'text/plain', status: 415, detail: 'must be JSON' },
    {
      name: 'a form',
      payload: 'author=Ada',
      type: 'application/x-www-form-urlencoded',
      status: 415,
      detail: 'must be JSON',
    },
    { name: 'a huge body', payload: `"${'x'.repeat(40_000)}"`, status: 413, detail: 'at most 32 KiB' },
  ])('refuses $name', async ({ payload, type, status, detail }) => {
    const answer = await post(payload, type === undefined ? {} : { 'content-type': type })
    expect(answer.statusCode).toBe(status)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.json().detail).toContain(detail)
  })
})

describe('a single entry', () => {
  test('is shown and deleted, once', async () => {
    await seed(1)
    expect((await get('/entries/1')).json().message).toBe('Entry 1')
    const deleted = await remove('/entries/1')
    expect([deleted.statusCode, deleted.body]).toEqual([204, ''])
    for (const answer of [await get('/entries/1'), await remove('/entries/1')]) {
      expect(answer.statusCode).toBe(404)
      expect(answer.json().detail).toBe('There is no entry 1.')
    }
  })

  test.each(['0', '-1', '01', 'abc', '1%20', '9999999999999999999', "1'--"])(
    'cannot have the id %s',
    async (id) => {
      for (const answer of [await get(`/entries/${id}`), await remove(`/entries/${id}`)]) {
        expect(answer.statusCode).toBe(400)
        expect(answer.json().errors[0].parameter).toBe('id')
      }
    },
  )
})

describe('an error', () => {
  test('is a problem document with the id of its request', async () => {
    const { statusCode, headers, body } = await get('/nothing?x=1', { 'x-request-id': 'trace-7' })
    expect(statusCode).toBe(404)
    expect(headers['content-type']).toContain('application/problem+json')
    expect(JSON.parse(body)).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'There is no GET /nothing.',
      requestId: 'trace-7',
    })
  })

  test('of an unknown method or a malformed address is one too', async () => {
    const method = await app.server.inject({ method: 'PUT', url: '/entries' })
    const address = await get('/entries/%zz')
    expect([method.statusCode, address.statusCode]).toEqual([404, 400])
    for (const { headers } of [method, address]) {
      expect(headers['content-type']).toContain('application/problem+json')
    }
  })

  test('of ours says nothing about our inside', async () => {
    store.failure = new TypeError('secret detail')
    const { statusCode, body } = await get('/entries')
    expect(statusCode).toBe(500)
    expect(body).not.toContain('secret detail')
  })

  test('of the database asks to come back', async () => {
    store.failure = new DatabaseUnavailableError('secret host')
    const { statusCode, headers, body } = await post({ author: 'Ada', message: 'Hello' })
    expect([statusCode, headers['retry-after']]).toEqual([503, '5'])
    expect(body).not.toContain('secret host')
  })
})

describe('every answer', () => {
  test('carries the request id that came in, or an own one in place of an unsafe one', async () => {
    expect((await get('/entries', { 'x-request-id': 'trace-1' })).headers['x-request-id']).toBe('trace-1')
    expect((await get('/entries', { 'x-request-id': 'a b"c' })).headers['x-request-id']).toMatch(
      /^[0-9a-f-]{36}$/,
    )
  })

  test('is data that no browser shows as a page or runs', async () => {
    expect((await get('/entries')).headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
    })
  })
})

describe('probes', () => {
  test('readiness follows the database, liveness does not', async () => {
    expect((await get('/readyz')).statusCode).toBe(200)
    obstacle = 'the database is away'
    const { statusCode, body } = await get('/readyz')
    expect([statusCode, body]).toEqual([503, 'the database is away\n'])
    expect((await get('/livez')).statusCode).toBe(200)
  })

  test('a draining app is not ready, and asks each client to leave', async () => {
    app.drain.begin()
    expect((await get('/readyz')).body).toBe('draining\n')
    const answer = await get('/entries')
    expect([answer.statusCode, answer.headers.connection]).toEqual([200, 'close'])
  })
})

describe('metrics', () => {
  test('count requests by route and status, never by address', async () => {
    await get('/entries/1')
    await get('/entries/2')
    await get('/no/such/page')
    const { body } = await get('/metrics')
    expect(body).toContain('http_requests_total{method="GET",route="/entries/:id",status_code="404"} 2')
    expect(body).toContain('http_requests_total{method="GET",route="unmatched",status_code="404"} 1')
    expect(body).not.toContain('/no/such/page')
  })

  test('report the version, the pool and the requests in flight, this one included', async () => {
    const { body } = await get('/metrics')
    for (const line of [
      'build_info{version="abc123"} 1',
      'db_pool_connections{state="idle"} 2',
      'db_pool_connections{state="active"} 1',
      'db_pool_waiting 1',
      'http_requests_in_flight 1',
    ]) {
      expect(body.split('\n')).toContain(line)
    }
  })
})

describe('the documentation', () => {
  test('describes each operation with what it takes and gives', async () => {
    const { openapi, info, paths } = (await get('/openapi.json')).json()
    expect([openapi, info.version]).toEqual(['3.1.0', 'abc123'])
    expect(Object.entries<object>(paths).map(([path, item]) => [path, Object.keys(item)])).toEqual([
      ['/entries', ['get', 'post']],
      ['/entries/{id}', ['get', 'delete']],
    ])
    for (const operation of Object.values<Record<string, { responses: object }>>(paths).flatMap(
      Object.values,
    )) {
      expect(Object.keys(operation.responses)).toContain('default')
    }
    expect(paths['/entries'].post.requestBody.content['application/json'].schema.required).toEqual([
      'author',
      'message',
    ])
  })
})
