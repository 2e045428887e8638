import { join } from 'node:path'
import { buildApp, type RunningApp, runApp } from '@guestbook/service-kit/testing/running-app'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { StubApi } from './stub-api.ts'

const appDir = join(import.meta.dirname, '..')

let bundle: Awaited<ReturnType<typeof buildApp>>
let api: StubApi
let app: RunningApp

beforeAll(async () => {
  bundle = await buildApp(appDir)
})
afterAll(() => bundle[Symbol.asyncDispose]())
beforeEach(async () => {
  api = await new StubApi().start()
  app = await runApp(bundle.path, { API_URL: api.url })
})
afterEach(async () => {
  await app[Symbol.asyncDispose]()
  await api[Symbol.asyncDispose]()
})

const home = () => fetch(`${app.url}/`)

const post = (path: string, fields: Record<string, string>) =>
  fetch(app.url + path, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })

/** Ends the connection of the next requests of a method without an answer. */
function dropNext(method: string, times: number): void {
  let left = times
  api.interfere = (request) => {
    if (request.method !== method || left-- <= 0) return false
    request.socket.destroy()
    return true
  }
}

test('an entry is added, shown and deleted', async () => {
  const added = await post('/entries', { author: 'Zoë', message: 'Ein Gruß' })
  expect([added.status, added.headers.get('location')]).toEqual([303, '/'])
  expect(await (await home()).text()).toContain('Ein Gruß')

  expect((await post('/entries/1/delete', {})).status).toBe(303)
  expect(await (await home()).text()).toContain('Nobody has written yet')
})

test('the request id reaches the API', async () => {
  await fetch(`${app.url}/`, { headers: { 'x-request-id': 'trace-7' } })
  expect(api.received.map(({ requestId }) => requestId)).toEqual(['trace-7'])
})

test('the page explains while the API is away and is back with it', async () => {
  expect((await home()).status).toBe(200)
  await api.stop()
  const away = await home()
  expect(away.status).toBe(503)
  expect(await away.text()).toContain('The guestbook is away for a moment')
  await api.start()
  expect((await home()).status).toBe(200)
})

test('an API that never answers costs a visitor three seconds, not more', async () => {
  api.interfere = () => true
  const started = performance.now()
  expect((await home()).status).toBe(503)
  const seconds = (performance.now() - started) / 1000
  expect(seconds).toBeGreaterThan(2.8)
  expect(seconds, 'with what a busy machine adds').toBeLessThan(10)
  expect(api.count('GET'), 'it is not asked again').toBe(1)
})

test('an answer that stops half way is an outage too', async () => {
  api.interfere = (_request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{"entries":')
    response.socket?.end()
    return true
  }
  expect((await home()).status).toBe(503)
})

describe('a connection that breaks', () => {
  test('is not noticed by a reader', async () => {
    dropNext('GET', 2)
    expect((await home()).status).toBe(200)
    expect(api.count('GET')).toBe(3)
  })

  test('is not noticed by who deletes, although the entry was gone already', async () => {
    api.seed(1)
    let dropped = false
    api.interfere = (request) => {
      if (request.method !== 'DELETE' || dropped) return false
      dropped = true
      api.entries.pop()
      request.socket.destroy()
      return true
    }
    expect((await post('/entries/1/delete', {})).status).toBe(303)
    expect(api.count('DELETE')).toBe(2)
  })

  test('never makes an entry be sent twice, and its text comes back', async () => {
    dropNext('POST', 1)
    const response = await post('/entries', { author: 'Ada', message: 'Long thoughts' })
    expect(response.status).toBe(503)
    const page = await response.text()
    expect(page).toContain('Long thoughts</textarea>')
    expect(page).toContain('may or may not have been saved')
    expect(api.count('POST')).toBe(1)
  })
})

test('an entry travels on a connection of its own, pages share theirs', async () => {
  await home()
  await post('/entries', { author: 'Ada', message: 'Hello' })
  await home()
  const [first, entry, second] = api.received.map(({ socket }) => socket)
  expect(api.received.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET'])
  expect(second).toBe(first)
  expect(entry).not.toBe(first)
})
