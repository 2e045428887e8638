/** Writes types/, what TypeScript knows of the kinds in schemas/. Run: node scripts/generate-types.ts */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readSchemas } from './read-schemas.ts'
import { typeFiles } from './type-files.ts'

const cluster = join(import.meta.dirname, '..')
rmSync(join(cluster, 'types'), { recursive: true, force: true })
for (const [path, text] of typeFiles(readSchemas(join(cluster, 'schemas')))) {
  const file = join(cluster, 'types', path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
