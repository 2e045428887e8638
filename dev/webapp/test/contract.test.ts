import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { contractPath, contractText } from '../write-contract.ts'
import { StubApi } from './stub-api.ts'

test("the contract is that of the API's description", async () => {
  expect(await readFile(contractPath, 'utf8'), 'run npm run contract -w dev/webapp').toBe(
    await contractText(),
  )
})

const path = join(import.meta.dirname, '..', '..', 'api', 'openapi.json')
const { paths } = JSON.parse(await readFile(path, 'utf8'))
const isTime = (text: string) => text === new Date(text).toISOString()
const ajv = new Ajv({
  strict: false,
  allErrors: true,
  formats: { 'date-time': isTime, 'storable-text': true },
})

const draft = { author: 'Ada', message: 'Hello' }
const answers = [
  { method: 'GET', url: '/entries?limit=2', operation: paths['/entries'].get, status: 200 },
  { method: 'GET', url: '/entries?limit=20', operation: paths['/entries'].get, status: 200 },
  { method: 'POST', url: '/entries', json: draft, operation: paths['/entries'].post, status: 201 },
  { method: 'DELETE', url: '/entries/3', operation: paths['/entries/{id}'].delete, status: 204 },
  { method: 'DELETE', url: '/entries/9', operation: paths['/entries/{id}'].delete, status: 404 },
]

test.each(answers)('the stub answers $method $url by $status as the API does', async (one) => {
  await using stub = await new StubApi().start()
  stub.seed(3)
  const response = await fetch(`${stub.url}${one.url}`, {
    method: one.method,
    ...(one.json && { body: JSON.stringify(one.json), headers: { 'content-type': 'application/json' } }),
  })
  const text = await response.text()
  expect(response.status).toBe(one.status)
  const { content } = one.operation.responses[one.status] ?? one.operation.responses.default
  if (content === undefined) return expect(text).toBe('')
  const [[type, { schema }]] = Object.entries<{ schema: object }>(content) as [[string, { schema: object }]]
  expect(response.headers.get('content-type')?.split(';')[0]).toBe(type)
  const validate = ajv.compile(schema)
  validate(JSON.parse(text))
  expect(validate.errors ?? []).toEqual([])
})
