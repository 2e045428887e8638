import { beforeEach, describe, expect, test } from 'vitest'
import { createRequestMetrics } from './metrics.ts'
import { serveProbes } from './probes.ts'
import { installSecurityHeaders } from './security-headers.ts'
import { createServer, type Service } from './server.ts'

let service: Service
let obstacle: string | undefined
/** Answers the request to /wait. */
let answer: () => void
beforeEach(() => {
  obstacle = undefined
  const metrics = createRequestMetrics({ version: 'abc123', committedAt: '2026-01-01T00:00:00Z' })
  service = createServer({ metrics, logLevel: 'silent', version: 'abc123', podName: 'pod-1' })
  installSecurityHeaders(service.server, {
    contentSecurityPolicy: { 'default-src': "'none'", 'img-src': "'self'" },
    referrerPolicy: 'no-referrer',
    others: { 'x-frame-options': 'DENY' },
  })
  serveProbes(service, { registry: metrics.registry, obstacle: async () => obstacle })
  const answered = new Promise<void>((resolve) => {
    answer = resolve
  })
  service.server.get('/wait/:name', async () => {
    await answered
    return 'done'
  })
})

const get = (url: string, headers: Record<string, string> = {}) => service.server.inject({ url, headers })
const metrics = async () => (await get('/metrics')).body

describe('a service', () => {
  test('is ready unless something is in the way or it drains, and alive in any case', async () => {
    const probes = async () => [await get('/readyz'), await get('/livez')].map(({ statusCode }) => statusCode)
    expect(await probes()).toEqual([200, 200])
    obstacle = 'no database'
    expect(await probes()).toEqual([503, 200])
    expect((await get('/readyz')).body).toBe('no database\n')
    obstacle = undefined
    service.drain.begin()
    expect(await probes()).toEqual([503, 200])
    expect((await get('/readyz')).body).toBe('draining\n')
  })

  test('asks clients to connect elsewhere while it drains', async () => {
    expect((await get('/livez')).headers.connection).not.toBe('close')
    service.drain.begin()
    expect((await get('/livez')).headers.connection).toBe('close')
  })

  test('counts requests by route, and those in flight', async () => {
    const waiting = [get('/wait/a'), get('/wait/b')]
    // The request for the metrics is itself in flight.
    await expect.poll(metrics).toMatch(/^http_requests_in_flight 3$/m)
    answer()
    await Promise.all(waiting)
    await get('/made/up')
    const text = await metrics()
    expect(text).toMatch(/^http_requests_in_flight 1$/m)
    expect(text).toContain('http_requests_total{method="GET",route="/wait/:name",status_code="200"} 2')
    expect(text).toContain('http_requests_total{method="GET",route="unmatched",status_code="404"} 1')
  })

  test('says what it is', async () => {
    const text = await metrics()
    expect(text).toContain('build_info{version="abc123"} 1')
    expect(text).toContain('build_commit_timestamp_seconds{version="abc123"} 1767225600')
  })

  test('exposes no time of a commit that it does not know', async () => {
    const { registry } = createRequestMetrics({ version: 'abc123', committedAt: '' })
    expect(await registry.metrics()).not.toContain('build_commit_timestamp_seconds{')
  })

  test('sends its security headers with errors, too', async () => {
    for (const url of ['/livez', '/made/up']) {
      expect((await get(url)).headers).toMatchObject({
        'content-security-policy': "default-src 'none'; img-src 'self'",
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      })
    }
  })

  test.each([
    { given: 'trace-1', want: /^trace-1$/ },
    { given: 'a b"c', want: /^[0-9a-f-]{36}$/ },
    { given: 'x'.repeat(129), want: /^[0-9a-f-]{36}$/ },
  ])('answers the request id $given by $want', async ({ given, want }) => {
    expect((await get('/livez', { 'x-request-id': given })).headers['x-request-id']).toMatch(want)
  })
})
