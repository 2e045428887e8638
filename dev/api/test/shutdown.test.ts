import { Agent, type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { eventually } from '@guestbook/service-kit/testing/eventually'
import { buildApp, type RunningApp, runApp, runToEnd } from '@guestbook/service-kit/testing/running-app'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DatabaseEnvironment, Postgres } from './postgres.ts'

const appDir = join(import.meta.dirname, '..')

let bundle: Awaited<ReturnType<typeof buildApp>>
let postgres: Postgres
let database: DatabaseEnvironment
beforeAll(async () => {
  ;[bundle, postgres] = await Promise.all([buildApp(appDir), Postgres.start()])
  database = await postgres.createDatabase()
  await runToEnd(bundle.path, 'migrate.js', database)
})
afterAll(async () => {
  await postgres?.[Symbol.asyncDispose]()
  await bundle?.[Symbol.asyncDispose]()
})

const sql = (statement: string) => postgres.query(database.PGDATABASE, statement)

test('no entry is lost or doubled while the API stops under load', async () => {
  await sql('TRUNCATE entries')
  await using app = await runApp(bundle.path, { ...database, DRAIN_MS: '300' })
  const clients = Array.from({ length: 8 }, (_, index) => new Writer(app, index))
  const running = clients.map((client) => client.run())
  await eventually(() => expect(clients.every(({ answered }) => answered.length > 5)).toBe(true))

  app.kill('SIGTERM')
  await Promise.all(running)

  expect(clients.flatMap(({ failures }) => failures)).toEqual([])
  expect(clients.every(({ askedToLeave }) => askedToLeave)).toBe(true)
  expect(await app.exited).toBe(0)
  const saved = (await sql('SELECT message FROM entries')).map(({ message }) => message)
  expect(saved.sort()).toEqual(clients.flatMap(({ answered }) => answered).sort())
  const left = await sql("SELECT FROM pg_stat_activity WHERE application_name LIKE 'api/%'")
  expect(left, 'its connections are closed').toEqual([])
})

test('an entry whose text is half sent when the API stops listening is saved', async () => {
  await sql('TRUNCATE entries')
  await using app = await runApp(bundle.path, { ...database, DRAIN_MS: '0' })
  const body = JSON.stringify({ author: 'Ada', message: 'Half a message' })
  const { hostname, port } = new URL(app.url)
  const socket = connect(Number(port), hostname)
  const answer = text(socket)
  const head = `POST /entries HTTP/1.1\r\nhost: api\r\ncontent-type: application/json\r\ncontent-length: ${body.length}`
  socket.write(`${head}\r\n\r\n${body.slice(0, 20)}`)
  await eventually(async () =>
    expect(await (await fetch(`${app.url}/metrics`)).text()).toMatch(/^http_requests_in_flight 2$/m),
  )
  app.kill('SIGTERM')
  await eventually(() => expect(fetch(`${app.url}/livez`)).rejects.toThrow())
  socket.write(body.slice(20))
  expect(await answer).toMatch(/^HTTP\/1.1 201 /)
  expect(await app.exited).toBe(0)
  expect(await sql('SELECT message FROM entries')).toEqual([{ message: 'Half a message' }])
})

test('a draining API answers and is not ready; a second signal ends it at once', async () => {
  await using app = await runApp(bundle.path, { ...database, DRAIN_MS: '60000' })
  await eventually(async () => expect((await fetch(`${app.url}/readyz`)).status).toBe(200))
  app.kill('SIGTERM')
  await eventually(async () => expect((await fetch(`${app.url}/readyz`)).status).toBe(503))
  const page = await fetch(`${app.url}/entries`)
  expect([page.status, page.headers.get('connection')]).toEqual([200, 'close'])
  app.kill('SIGTERM')
  expect(await app.exited).toBe(130)
})

test('a request whose head is half sent when the API stops listening is answered', async () => {
  await using app = await runApp(bundle.path, { ...database, DRAIN_MS: '0' })
  const { hostname, port } = new URL(app.url)
  const socket = connect(Number(port), hostname)
  const answer = text(socket)
  await new Promise<void>((sent) => socket.write('GET /entries HTTP/1.1\r\nhost: api\r\n', () => sent()))
  // A whole request after it, so that the API has certainly read the half one.
  await fetch(`${app.url}/livez`)
  app.kill('SIGTERM')
  await eventually(() => expect(fetch(`${app.url}/livez`)).rejects.toThrow())
  socket.write('\r\n')
  expect(await answer).toMatch(/^HTTP\/1.1 200 /)
  expect(await app.exited).toBe(0)
})

test('an interrupt does not wait for the drain', async () => {
  await using app = await runApp(bundle.path, { ...database, DRAIN_MS: '60000' })
  app.kill('SIGINT')
  expect(await app.exited).toBe(0)
})

/** Adds one entry after the other on a kept connection until it is asked to leave. */
class Writer {
  readonly answered: string[] = []
  readonly failures: unknown[] = []
  askedToLeave = false
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })
  readonly #app: RunningApp
  readonly #name: number

  constructor(app: RunningApp, name: number) {
    this.#app = app
    this.#name = name
  }

  async run(): Promise<void> {
    while (!this.askedToLeave && this.failures.length === 0) {
      const message = `${this.#name}/${this.answered.length}`
      try {
        const { statusCode, headers } = await this.#post(JSON.stringify({ author: 'Load', message }))
        if (statusCode === 201) this.answered.push(message)
        else this.failures.push(statusCode)
        this.askedToLeave = headers.connection === 'close'
      } catch (error) {
        this.failures.push(error)
      }
    }
    this.#agent.destroy()
  }

  #post(body: string): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
      request(`${this.#app.url}/entries`, { method: 'POST', agent: this.#agent, headers }, (response) => {
        response
          .resume()
          .once('end', () => resolve(response))
          .once('error', reject)
      })
        .once('error', reject)
        .end(body)
    })
  }
}
