/** Writes docs/reference/not-supported.md from the table of `src/apiserver/not-enforced`. Run: node scripts/generate-not-supported.ts */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { notSupportedPage } from '../src/apiserver/not-enforced/not-supported-page.ts'

const page = join(import.meta.dirname, '..', '..', '..', 'docs', 'reference', 'not-supported.md')
mkdirSync(dirname(page), { recursive: true })
writeFileSync(page, notSupportedPage())
