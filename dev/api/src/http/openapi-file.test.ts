import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { openApiPath, openApiText } from './openapi-file.ts'

test('openapi.json describes the API as it is', async () => {
  const hint = 'run npm run openapi -w dev/api, then npm run contract -w dev/webapp'
  expect(await readFile(openApiPath, 'utf8'), hint).toBe(await openApiText())
})
