import { readdir, readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { buildApp, runApp, runToEnd } from '@guestbook/service-kit/testing/running-app'
import { afterAll, beforeAll, expect, test } from 'vitest'

const appDir = join(import.meta.dirname, '..')

const absentDatabase = {
  PGHOST: '127.0.0.1',
  PGPORT: '9',
  PGDATABASE: 'api',
  PGUSER: 'api',
  PGPASSWORD: 'secret',
  PGSSLMODE: 'disable',
}

let bundle: Awaited<ReturnType<typeof buildApp>>
beforeAll(async () => {
  bundle = await buildApp(appDir)
})
afterAll(() => bundle[Symbol.asyncDispose]())

test('the bundle holds these files and is the same each time', async () => {
  await using second = await buildApp(appDir)
  const list = async (path: string) =>
    (await readdir(path, { recursive: true })).filter((name) => name.includes('.')).sort()
  const files = await list(bundle.path)
  expect(files).toEqual([
    'main.js',
    'main.js.map',
    'migrate.js',
    'migrate.js.map',
    'openapi.js',
    'openapi.js.map',
    'package.json',
    'swagger-ui/swagger-ui-bundle.js',
    'swagger-ui/swagger-ui.css',
  ])
  expect(await list(second.path)).toEqual(files)
  for (const file of files) {
    const [a, b] = await Promise.all([bundle, second].map(({ path }) => readFile(join(path, file))))
    expect(a?.equals(b ?? Buffer.alloc(0)), file).toBe(true)
  }
})

test('it serves without node_modules and without a database, and says what it runs', async () => {
  await using app = await runApp(bundle.path, { ...absentDatabase, APP_VERSION: 'abc123' })
  expect((await fetch(`${app.url}/livez`)).status).toBe(200)
  expect((await fetch(`${app.url}/readyz`)).status).toBe(503)
  expect(await (await fetch(`${app.url}/metrics`)).text()).toContain('build_info{version="abc123"} 1')
  const document = await (await fetch(`${app.url}/openapi.json`)).json()
  expect(document).toMatchObject({ info: { version: 'abc123' } })
  expect(app.logs.filter((line) => line.includes('Warning') || line.includes('secret'))).toEqual([])
})

test('what is not HTTP is answered by a problem document and the connection closed', async () => {
  await using app = await runApp(bundle.path, absentDatabase)
  const { hostname, port } = new URL(app.url)
  for (const [request, status] of [
    ['nonsense\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nhost: api\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ] as const) {
    const socket = connect(Number(port), hostname)
    socket.write(request)
    const answer = await text(socket)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(answer).toContain(`"status":${status}`)
  }
})

test('a port that is taken ends the start with its address', async () => {
  await using app = await runApp(bundle.path, absentDatabase)
  const { exit, output } = await runToEnd(bundle.path, 'main.js', {
    ...absentDatabase,
    PORT: new URL(app.url).port,
  })
  expect(exit).toBe(1)
  expect(output).toContain(`cannot listen on ${new URL(app.url).host}`)
})

test.each(['main.js', 'migrate.js'] as const)(
  'a wrong environment ends %s at once with every mistake',
  async (script) => {
    const { exit, output } = await runToEnd(bundle.path, script, { PGPORT: 'x', PGSSLMODE: 'no' })
    expect(exit).toBe(2)
    for (const name of ['PGHOST', 'PGPORT', 'PGDATABASE', 'PGUSER', 'PGPASSWORD', 'PGSSLMODE']) {
      expect(output).toContain(`- ${name} is`)
    }
  },
)
