import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { referencePage } from '../src/help/reference-page.ts'
import { verbGroups } from '../src/verbs.ts'

const page = join(import.meta.dirname, '..', '..', '..', 'docs', 'reference', 'cli.md')

it('docs/reference/cli.md says what the verbs say (node platform/cli/scripts/generate-reference.ts)', () => {
  expect(readFileSync(page, 'utf8')).toBe(referencePage(verbGroups))
})
