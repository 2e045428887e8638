/** Writes docs/reference/cli.md from the data of the verbs. Run: node platform/cli/scripts/generate-reference.ts */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { referencePage } from '../src/help/reference-page.ts'
import { verbGroups } from '../src/verbs.ts'

const page = join(import.meta.dirname, '..', '..', '..', 'docs', 'reference', 'cli.md')
writeFileSync(page, referencePage(verbGroups))
