import { Agent, get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { eventually } from '@guestbook/service-kit/testing/eventually'
import { buildApp, type RunningApp, runApp } from '@guestbook/service-kit/testing/running-app'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { StubApi } from './stub-api.ts'

const appDir = join(import.meta.dirname, '..')

let bundle: Awaited<ReturnType<typeof buildApp>>
beforeAll(async () => {
  bundle = await buildApp(appDir)
})
afterAll(() => bundle[Symbol.asyncDispose]())

test('no request is lost while the app stops under load', async () => {
  await using api = await new StubApi().start()
  api.seed(5)
  await using app = await runApp(bundle.path, { API_URL: api.url, DRAIN_MS: '300' })
  const clients = Array.from({ length: 8 }, () => new ProxyLikeClient(app))
  const running = clients.map((client) => client.run())
  await eventually(() => expect(clients.every(({ answers }) => answers > 5)).toBe(true))

  app.kill('SIGTERM')
  await Promise.all(running)

  expect(clients.flatMap(({ failures }) => failures)).toEqual([])
  expect(clients.every(({ askedToLeave }) => askedToLeave)).toBe(true)
  expect(await app.exited).toBe(0)
})

test('a draining app answers pages and is not ready', async () => {
  await using api = await new StubApi().start()
  await using app = await runApp(bundle.path, { API_URL: api.url, DRAIN_MS: '60000' })
  expect((await fetch(`${app.url}/readyz`)).status).toBe(200)
  app.kill('SIGTERM')
  await eventually(async () => expect((await fetch(`${app.url}/readyz`)).status).toBe(503))
  const page = await fetch(app.url)
  expect([page.status, page.headers.get('connection')]).toEqual([200, 'close'])

  app.kill('SIGTERM')
  expect(await app.exited, 'a second signal ends it at once').toBe(130)
})

test('a request that is still running is answered after the app stopped listening', async () => {
  await using api = await new StubApi().start()
  await using app = await runApp(bundle.path, { API_URL: api.url, DRAIN_MS: '0' })
  let answer = () => {}
  api.interfere = (_request, response) => {
    answer = () => void response.end('{"entries":[],"nextCursor":null}')
    return true
  }
  const page = fetch(app.url)
  await eventually(() => expect(api.received).toHaveLength(1))
  app.kill('SIGTERM')
  await eventually(() => expect(fetch(`${app.url}/livez`)).rejects.toThrow())
  answer()
  expect((await page).status).toBe(200)
  expect(await app.exited).toBe(0)
})

test('a request whose head is half sent when the app stops listening is answered', async () => {
  await using app = await runApp(bundle.path, { API_URL: 'http://127.0.0.1:9', DRAIN_MS: '0' })
  const { hostname, port } = new URL(app.url)
  const socket = connect(Number(port), hostname)
  const answer = text(socket)
  await new Promise<void>((sent) => socket.write('GET /livez HTTP/1.1\r\nhost: webapp\r\n', () => sent()))
  // A whole request after it, so that the app has certainly read the half one.
  await fetch(`${app.url}/livez`)
  app.kill('SIGTERM')
  await eventually(() => expect(fetch(`${app.url}/livez`)).rejects.toThrow())
  socket.write('\r\n')
  expect(await answer).toMatch(/^HTTP\/1.1 200 /)
  expect(await app.exited).toBe(0)
})

test('an interrupt does not wait for the drain', async () => {
  await using app = await runApp(bundle.path, { API_URL: 'http://127.0.0.1:9', DRAIN_MS: '60000' })
  app.kill('SIGINT')
  expect(await app.exited).toBe(0)
})

/** Sends one page request after the other on a kept connection until it is asked to leave. */
class ProxyLikeClient {
  answers = 0
  askedToLeave = false
  readonly failures: unknown[] = []
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })
  readonly #app: RunningApp

  constructor(app: RunningApp) {
    this.#app = app
  }

  async run(): Promise<void> {
    while (!this.askedToLeave && this.failures.length === 0) {
      try {
        const { statusCode, headers } = await this.#request()
        if (statusCode !== 200) this.failures.push(statusCode)
        this.answers++
        this.askedToLeave = headers.connection === 'close'
      } catch (error) {
        this.failures.push(error)
      }
    }
    this.#agent.destroy()
  }

  #request(): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      get(this.#app.url, { agent: this.#agent }, (response) => {
        response
          .resume()
          .once('end', () => resolve(response))
          .once('error', reject)
      }).once('error', reject)
    })
  }
}
