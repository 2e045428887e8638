import { beforeEach, describe, expect, test } from 'vitest'
import { entryOf, FakeGuestbookApi } from './api/fake-guestbook-api.ts'
import { ApiError } from './api/guestbook-api.ts'
import { createApp } from './app.ts'
import { createMetrics } from './metrics.ts'

const commit = '0123456789abcdef0123456789abcdef01234567'
const away = new ApiError('unreachable', 'no connection')

const api = new FakeGuestbookApi()
const app = startApp()
beforeEach(() => api.reset())

function startApp() {
  const options = { logLevel: 'silent', version: commit, podName: 'webapp-1' } as const
  return createApp({
    api,
    metrics: createMetrics({ version: commit, committedAt: '2026-01-01T00:00:00Z' }),
    ...options,
  })
}

const get = (url: string, headers: Record<string, string> = {}) => app.server.inject({ url, headers })

const post = (url: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  app.server.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(fields).toString(),
  })

describe('the list', () => {
  test('says that nobody has written yet', async () => {
    const { statusCode, body } = await get('/')
    expect(statusCode).toBe(200)
    expect(body).toMatch(/<h1>[^<]+<\/h1>/)
    expect(body).toContain('Nobody has written yet')
    expect(body).not.toContain('<nav')
  })

  test('shows an entry with its exact time and a button that deletes it', async () => {
    api.entries = [entryOf({ id: 'a/b' })]
    const { body } = await get('/')
    expect(body).toContain('<h3 dir="auto">Ada</h3>')
    expect(body).toContain('<time datetime="2026-01-31T09:05:00.000Z">31 January 2026, 09:05 UTC</time>')
    expect(body).toContain('<form method="post" action="/entries/a%2Fb/delete">')
  })

  test('escapes markup in author and message, in the list as in the form', async () => {
    api.entries = [entryOf({ author: '<script>a()</script>', message: '<script>b()</script>' })]
    const list = await get('/')
    const form = await post('/entries', { author: '"><script>c()</script>', message: '' })
    for (const { body } of [list, form]) expect(body).not.toContain('<script')
    expect(list.body).toContain('&lt;script>b()')
    expect(form.body).toContain('value="&quot;>&lt;script>c()')
  })

  test('links to older entries and back to the newest', async () => {
    api.entries = ['5', '4', '3', '2', '1'].map((id) => entryOf({ id, message: `entry ${id}` }))
    const first = await get('/')
    expect(first.body).toContain('href="/?cursor=2"')
    expect(first.body).not.toContain('>Newest</a>')

    const second = await get('/?cursor=2')
    expect(second.body).toContain('entry 3')
    expect(second.body).not.toContain('entry 5')
    expect(second.body).toContain('<a href="/">Newest</a>')
    expect(second.body).toContain('href="/?cursor=4"')

    const last = await get('/?cursor=4')
    expect(last.body).toContain('entry 1')
    expect(last.body).not.toContain('>Older entries</a>')
  })

  test('is not found at a cursor that the API refuses', async () => {
    api.failures.list = new ApiError('refused', 'bad cursor', { status: 400 })
    expect((await get('/?cursor=made-up')).statusCode).toBe(404)
  })
})

describe('adding', () => {
  test('sends the trimmed entry with line ends of one character and goes back to the list', async () => {
    const { statusCode, headers } = await post('/entries', { author: ' Ada ', message: 'one\r\ntwo ' })
    expect([statusCode, headers.location]).toEqual([303, '/'])
    expect(api.added).toEqual([{ author: 'Ada', message: 'one\ntwo' }])
  })

  test('keeps the typed text and ties each message to its field', async () => {
    const { statusCode, body } = await post('/entries', { author: 'Ada', message: ' ' })
    expect(statusCode).toBe(400)
    expect(api.added).toEqual([])
    expect(body).toContain('value="Ada"')
    expect(body).toContain('aria-describedby="message-problem message-hint"')
    expect(body).toContain('<p id="message-problem" class="problem">Please write a message.</p>')
    expect(body).not.toContain('author-problem')
  })

  test('shows what the API refuses beside its field', async () => {
    api.failures.add = new ApiError('refused', 'refused', {
      status: 400,
      problems: [{ field: 'author', detail: 'is taken' }],
    })
    const { statusCode, body } = await post('/entries', { author: 'Ada', message: 'Hello' })
    expect(statusCode).toBe(400)
    expect(body).toContain('<p id="author-problem" class="problem">is taken</p>')
    expect(body).toContain('Hello</textarea>')
  })

  test.each([
    { code: 'unreachable', says: 'has not been saved' },
    { code: 'no-answer', says: 'may or may not have been saved' },
  ] as const)('gives the text back when the API is $code, and says that it $says', async ({ code, says }) => {
    api.failures.add = new ApiError(code, code)
    const { statusCode, body } = await post('/entries', { author: 'Ada', message: 'Long thoughts' })
    expect(statusCode).toBe(503)
    expect(body).toContain('Long thoughts</textarea>')
    expect(body).toContain(says)
  })

  test('gives the text back when the API goes away while a mistake is shown', async () => {
    api.failures.list = away
    const { statusCode, body } = await post('/entries', { author: 'Ada', message: '' })
    expect(statusCode).toBe(503)
    expect(body).toContain('value="Ada"')
  })

  test('refuses a body that no form of this size can send', async () => {
    const { statusCode, body } = await post('/entries', { author: 'Ada', message: 'x'.repeat(40_000) })
    expect(statusCode).toBe(413)
    expect(body).toContain('too long')
  })
})

describe('deleting', () => {
  test('goes back to the page that it came from', async () => {
    api.entries = [entryOf({ id: '7' })]
    const first = await post('/entries/7/delete', {})
    const older = await post('/entries/8/delete', { cursor: 'a&b' })
    expect([first.statusCode, first.headers.location]).toEqual([303, '/'])
    expect([older.statusCode, older.headers.location]).toEqual([303, '/?cursor=a%26b'])
    expect(api.removed).toEqual(['7', '8'])
  })

  test('of an impossible id is not found', async () => {
    api.failures.remove = new ApiError('refused', 'bad id', { status: 400 })
    expect((await post('/entries/x/delete', {})).statusCode).toBe(404)
  })
})

describe('when something is wrong', () => {
  test('the API being away is a page that says so and offers another try of the same address', async () => {
    api.failures.list = away
    const { statusCode, headers, body } = await get('/?cursor=2')
    expect([statusCode, headers['retry-after']]).toEqual([503, '5'])
    expect(body).toContain('The guestbook is away for a moment')
    expect(body).toContain('<a class="button" href="/?cursor=2">Try again</a>')
  })

  test('an unknown address is a page with a way back', async () => {
    const { statusCode, headers, body } = await get('/nothing')
    expect(statusCode).toBe(404)
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(body).toContain('<a class="button" href="/">')
  })

  test('a mistake of ours is a page with the request id and without details', async () => {
    api.failures.list = new TypeError('secret detail')
    const { statusCode, body } = await get('/', { 'x-request-id': 'r-1' })
    expect(statusCode).toBe(500)
    expect(body).toContain('<code>r-1</code>')
    expect(body).not.toContain('secret detail')
  })
})

describe('every answer', () => {
  test('allows nothing but own styles, images and forms', async () => {
    const { headers } = await get('/')
    expect(headers['content-security-policy']?.toString().split('; ').sort()).toEqual([
      "base-uri 'none'",
      "default-src 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "img-src 'self'",
      "style-src 'self'",
    ])
    expect(headers['strict-transport-security']).toBeUndefined()
    expect(headers['referrer-policy'], 'stricter ones hide the origin of own forms').toBe('same-origin')
  })

  test('has no inline style, script or handler in its page', async () => {
    api.entries = [entryOf({})]
    expect((await get('/')).body).not.toMatch(/<script|<style|\sstyle=|\son\w+=/)
  })

  test('shows the short commit with the whole one behind it, and the pod', async () => {
    const { body } = await get('/')
    expect(body).toContain(`<code title="${commit}">0123456</code>`)
    expect(body).toContain('<code>webapp-1</code>')
  })

  test('carries the request id that came in, or an own one in place of an unsafe one', async () => {
    expect((await get('/', { 'x-request-id': 'trace-1' })).headers['x-request-id']).toBe('trace-1')
    expect(api.callers.at(-1)?.requestId).toBe('trace-1')
    expect((await get('/', { 'x-request-id': 'a b"c' })).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('forms of other sites', () => {
  test.each(['/entries', '/entries/1/delete'])('are refused at %s', async (url) => {
    api.entries = [entryOf({})]
    const { statusCode } = await post(
      url,
      { author: 'Eve', message: 'spam' },
      { 'sec-fetch-site': 'cross-site' },
    )
    expect(statusCode).toBe(403)
    expect([api.added, api.removed]).toEqual([[], []])
  })
})

describe('assets', () => {
  test('named by their content are kept for ever', async () => {
    const path = /href="(\/assets\/style-[^"]+)"/.exec((await get('/')).body)?.[1] ?? ''
    const { headers } = await get(path)
    expect(headers['content-type']).toBe('text/css; charset=utf-8')
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
  })

  test('of another version are answered with the own ones, but not kept', async () => {
    const { statusCode, headers } = await get('/assets/style-ffffffffffff.css')
    expect([statusCode, headers['cache-control']]).toEqual([200, 'no-store'])
  })
})

describe('probes and metrics', () => {
  test('readiness does not follow the API, so that visitors get the page that explains', async () => {
    api.failures.list = away
    expect((await get('/readyz')).statusCode).toBe(200)
  })

  test('while draining the pod is alive, not ready, and asks clients to connect elsewhere', async () => {
    const { server, drain } = startApp()
    drain.begin()
    const [ready, live, page] = await Promise.all(['/readyz', '/livez', '/'].map((url) => server.inject(url)))
    expect([ready?.statusCode, live?.statusCode, page?.statusCode]).toEqual([503, 200, 200])
    expect(page?.headers.connection).toBe('close')
  })

  test('requests are counted by route, not by path', async () => {
    const { server } = startApp()
    await server.inject({ method: 'POST', url: '/entries/1/delete' })
    await server.inject('/made/up')
    const { body } = await server.inject('/metrics')
    expect(body).toContain('http_requests_total{method="GET",route="unmatched",status_code="404"} 1')
    expect(body).toContain(`build_info{version="${commit}"} 1`)
    expect(body, 'this request is in flight').toMatch(/^http_requests_in_flight 1$/m)
  })
})
