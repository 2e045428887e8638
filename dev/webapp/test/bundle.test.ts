import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildApp, runApp, runToEnd } from '@guestbook/service-kit/testing/running-app'
import { expect, test } from 'vitest'

const appDir = join(import.meta.dirname, '..')

test('the bundle holds three files and is the same each time', async () => {
  await using first = await buildApp(appDir)
  await using second = await buildApp(appDir)
  const files = (await readdir(first.path)).sort()
  expect(files).toEqual(['main.js', 'main.js.map', 'package.json'])
  for (const file of files) {
    const [a, b] = await Promise.all([first, second].map(({ path }) => readFile(join(path, file))))
    expect(a?.equals(b ?? Buffer.alloc(0)), file).toBe(true)
  }
})

test('the bundle serves without node_modules and says what it runs', async () => {
  await using bundle = await buildApp(appDir)
  await using app = await runApp(bundle.path, { API_URL: 'http://127.0.0.1:9', APP_VERSION: 'abc123' })
  expect((await fetch(`${app.url}/livez`)).status).toBe(200)
  expect(await (await fetch(`${app.url}/metrics`)).text()).toContain('build_info{version="abc123"} 1')
  expect(app.logs.filter((line) => line.includes('Warning'))).toEqual([])
})

test('a port that is taken ends the start with its address', async () => {
  await using bundle = await buildApp(appDir)
  await using app = await runApp(bundle.path, { API_URL: 'http://127.0.0.1:9' })
  const { exit, output } = await runToEnd(bundle.path, 'main.js', {
    API_URL: 'http://127.0.0.1:9',
    PORT: new URL(app.url).port,
  })
  expect(exit).toBe(1)
  expect(output).toContain(`cannot listen on ${new URL(app.url).host}`)
})

test('a wrong environment ends the start with every mistake', async () => {
  await using bundle = await buildApp(appDir)
  const { exit, output } = await runToEnd(bundle.path, 'main.js', {
    PORT: 'x',
    API_URL: 'http://$(API_SERVICE_HOST)',
  })
  expect(exit).toBe(2)
  expect(output).toContain('PORT is "x"')
  expect(output).toContain('the service variable API_SERVICE_HOST is missing')
})
