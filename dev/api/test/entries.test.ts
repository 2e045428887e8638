import { join } from 'node:path'
import { eventually } from '@guestbook/service-kit/testing/eventually'
import { buildApp, type RunningApp, runApp, runToEnd } from '@guestbook/service-kit/testing/running-app'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type DatabaseEnvironment, Postgres } from './postgres.ts'

const appDir = join(import.meta.dirname, '..')

interface Entry {
  id: string
  author: string
  message: string
  createdAt: string
}

interface Page {
  entries: Entry[]
  nextCursor: string | null
}

let bundle: Awaited<ReturnType<typeof buildApp>>
let postgres: Postgres
let database: DatabaseEnvironment
let app: RunningApp

beforeAll(async () => {
  ;[bundle, postgres] = await Promise.all([buildApp(appDir), Postgres.start()])
  database = await postgres.createDatabase()
  await runToEnd(bundle.path, 'migrate.js', database)
  app = await runApp(bundle.path, database)
})
afterAll(async () => {
  await app?.[Symbol.asyncDispose]()
  await postgres?.[Symbol.asyncDispose]()
  await bundle?.[Symbol.asyncDispose]()
})
beforeEach(async () => {
  await postgres.query(database.PGDATABASE, 'TRUNCATE entries RESTART IDENTITY')
})

const request = (method: string, path: string, body?: object) =>
  fetch(app.url + path, {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
  })

async function add(message: string, author = 'Ada'): Promise<Entry> {
  const answer = await request('POST', '/entries', { author, message })
  expect(answer.status).toBe(201)
  return (await answer.json()) as Entry
}

async function page(query: string): Promise<Page> {
  return (await (await request('GET', `/entries?${query}`)).json()) as Page
}

test('an entry is added, found at its address, listed and deleted', async () => {
  const before = Date.now()
  const added = await request('POST', '/entries', { author: 'Zoë', message: 'Ein Gruß\nan alle 🌻' })
  const address = added.headers.get('location') ?? ''
  const entry = (await added.json()) as Entry
  expect(entry).toMatchObject({ author: 'Zoë', message: 'Ein Gruß\nan alle 🌻' })
  expect(Math.abs(Date.parse(entry.createdAt) - before)).toBeLessThan(60_000)
  expect(await (await request('GET', address)).json()).toEqual(entry)
  expect((await page('')).entries).toEqual([entry])
  expect((await request('DELETE', address)).status).toBe(204)
  expect((await request('GET', address)).status).toBe(404)
  expect((await request('DELETE', address)).status).toBe(404)
})

describe('paging', () => {
  test('shows every entry once, whatever is added and deleted meanwhile', async () => {
    for (let i = 1; i <= 25; i++) await add(`old ${i}`)
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { entries, nextCursor }: Page = await page(`limit=4${cursor && `&cursor=${cursor}`}`)
      seen.push(...entries.map(({ message }) => message))
      cursor = nextCursor
      await add(`new after ${seen.length}`)
      // The very entry that the cursor stands on.
      await request('DELETE', `/entries/${entries.at(-1)?.id}`)
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => `old ${25 - i}`))
  })

  test('keeps its order when many write at once', async () => {
    await Promise.all(Array.from({ length: 40 }, (_, i) => add(`entry ${i}`)))
    const { entries } = await page('limit=100')
    const ids = entries.map(({ id }) => Number(id))
    expect(ids).toEqual([...ids].sort((a, b) => b - a))
    expect(new Set(ids).size).toBe(40)
  })
})

describe('text that looks like SQL', () => {
  const attacks = [
    `'; DROP TABLE entries; --`,
    `' OR '1'='1`,
    `$1`,
    `\\'; DELETE FROM entries; --`,
    `%s %d \${1}`,
    `U&'\\0061'`,
  ]

  test.each(attacks)('is kept as it is: %s', async (text) => {
    await add('untouched')
    const { id } = await add(text, text)
    expect(await (await request('GET', `/entries/${id}`)).json()).toMatchObject({
      author: text,
      message: text,
    })
    expect((await page('')).entries).toHaveLength(2)
  })

  test.each(attacks)('is refused as an id and as a cursor: %s', async (text) => {
    await add('untouched')
    const quoted = encodeURIComponent(text)
    const encoded = Buffer.from(`before:${text}`).toString('base64url')
    for (const [method, path] of [
      ['GET', `/entries/${quoted}`],
      ['DELETE', `/entries/${quoted}`],
      ['GET', `/entries?cursor=${quoted}`],
      ['GET', `/entries?cursor=${encoded}`],
      ['GET', `/entries?limit=${quoted}`],
    ] as const) {
      expect((await request(method, path)).status, path).toBe(400)
    }
    expect((await page('')).entries).toHaveLength(1)
  })
})

test('each request leaves one line in the log, with its id', async () => {
  await fetch(`${app.url}/entries?limit=1`, { headers: { 'x-request-id': 'trace-7' } })
  const find = () => app.logs.filter((line) => line.includes('trace-7'))
  await eventually(() => expect(find()).not.toEqual([]))
  const [line, ...others] = find()
  expect(others).toEqual([])
  expect(JSON.parse(line ?? '')).toMatchObject({
    reqId: 'trace-7',
    method: 'GET',
    url: '/entries?limit=1',
    statusCode: 200,
    pod: 'test',
    msg: 'request answered',
  })
})
