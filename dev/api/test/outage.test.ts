import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { eventually } from '@guestbook/service-kit/testing/eventually'
import { buildApp, runApp, runToEnd } from '@guestbook/service-kit/testing/running-app'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type DatabaseEnvironment, Postgres } from './postgres.ts'

const appDir = join(import.meta.dirname, '..')

let bundle: Awaited<ReturnType<typeof buildApp>>
let postgres: Postgres
let database: DatabaseEnvironment
beforeAll(async () => {
  ;[bundle, postgres] = await Promise.all([buildApp(appDir), Postgres.start()])
})
afterAll(async () => {
  await postgres?.[Symbol.asyncDispose]()
  await bundle?.[Symbol.asyncDispose]()
})
beforeEach(async () => {
  database = await postgres.createDatabase()
  await runToEnd(bundle.path, 'migrate.js', database)
})

const add = (url: string) =>
  fetch(`${url}/entries`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ author: 'Ada', message: 'Hello' }),
  })
const statusOf = async (url: string) => (await fetch(url)).status
const becomes = (url: string, status: number) =>
  eventually(async () => expect(await statusOf(url)).toBe(status))

test('while the database is away every route says so, and with it the API is back', async () => {
  await using app = await runApp(bundle.path, database)
  await becomes(`${app.url}/readyz`, 200)
  await postgres.stop()

  await becomes(`${app.url}/readyz`, 503)
  for (const answer of [
    await fetch(`${app.url}/entries`),
    await fetch(`${app.url}/entries/1`),
    await fetch(`${app.url}/entries/1`, { method: 'DELETE' }),
    await add(app.url),
  ]) {
    expect(answer.status).toBe(503)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(await answer.json()).toMatchObject({ status: 503, detail: expect.stringContaining('database') })
  }
  expect(await statusOf(`${app.url}/livez`), 'a restart would not help').toBe(200)

  await postgres.start()
  await becomes(`${app.url}/readyz`, 200)
  expect(await statusOf(`${app.url}/entries`)).toBe(200)
})

test('the API starts without its database and finds it later', async () => {
  await postgres.stop()
  await using app = await runApp(bundle.path, database)
  expect(await statusOf(`${app.url}/readyz`)).toBe(503)
  await postgres.start()
  await becomes(`${app.url}/readyz`, 200)
})

test('a connection that is cut in the middle of a statement costs one request, not the API', async () => {
  await using app = await runApp(bundle.path, database)
  await postgres.query(
    database.PGDATABASE,
    `CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS
       'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); RETURN NEW; END';
     CREATE TRIGGER cut BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION cut()`,
  )
  expect((await add(app.url)).status).toBe(503)
  await postgres.query(database.PGDATABASE, 'DROP TRIGGER cut ON entries')
  expect((await add(app.url)).status).toBe(201)
})

test('a statement that takes too long is ended by the server and reported', async () => {
  await using app = await runApp(bundle.path, database)
  await using other = await postgres.session(database.PGDATABASE)
  await other.client.query('BEGIN; LOCK TABLE entries')
  expect(await statusOf(`${app.url}/entries`)).toBe(503)
  await other.client.query('ROLLBACK')
  expect(await statusOf(`${app.url}/entries`)).toBe(200)
})

test('more requests than connections wait for their turn, and readiness does not suffer', async () => {
  await using app = await runApp(bundle.path, { ...database, DATABASE_POOL_SIZE: '2' })
  await becomes(`${app.url}/readyz`, 200)
  const requests = Array.from({ length: 50 }, () => statusOf(`${app.url}/entries`))
  const readiness = Array.from({ length: 10 }, () => statusOf(`${app.url}/readyz`))
  expect(new Set(await Promise.all([...requests, ...readiness]))).toEqual(new Set([200]))
})

test('a network that swallows everything ends in answers, and the API recovers', async () => {
  await using network = await Network.to(postgres.port)
  await using app = await runApp(bundle.path, { ...database, PGPORT: String(network.port) })
  await becomes(`${app.url}/readyz`, 200)
  network.swallow = true
  expect(await statusOf(`${app.url}/entries`)).toBe(503)
  await becomes(`${app.url}/readyz`, 503)
  network.swallow = false
  await becomes(`${app.url}/readyz`, 200)
  expect(await statusOf(`${app.url}/entries`)).toBe(200)
})

/** A way to the database that can lose what is sent, without ever closing a connection. */
class Network implements AsyncDisposable {
  swallow = false
  readonly port: number
  readonly #server: Server
  readonly #sockets: Set<Socket>

  private constructor(server: Server, sockets: Set<Socket>) {
    this.#server = server
    this.#sockets = sockets
    this.port = (server.address() as AddressInfo).port
  }

  static async to(port: number): Promise<Network> {
    const sockets = new Set<Socket>()
    const server = createServer((from) => {
      const to = connect(port, '127.0.0.1')
      for (const [source, target] of [
        [from, to],
        [to, from],
      ] as const) {
        sockets.add(source)
        source.on('error', () => {})
        source.on('data', (chunk) => {
          if (!network.swallow) target.write(chunk)
        })
        source.on('close', () => {
          sockets.delete(source)
          target.destroy()
        })
      }
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const network = new Network(server, sockets)
    return network
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
