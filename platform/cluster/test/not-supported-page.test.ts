import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { notSupportedPage } from '../src/apiserver/not-enforced/not-supported-page.ts'

const page = join(import.meta.dirname, '..', '..', '..', 'docs', 'reference', 'not-supported.md')

test('the page of limits is what the table says; node platform/cluster/scripts/generate-not-supported.ts writes it', () => {
  expect(readFileSync(page, 'utf8')).toBe(notSupportedPage())
})
