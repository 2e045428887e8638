import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSchemas } from '../scripts/read-schemas.ts'
import { typeFiles } from '../scripts/type-files.ts'

const cluster = join(import.meta.dirname, '..')

test('the types say what the schemas do; node platform/cluster/scripts/generate-types.ts writes them', () => {
  const types = join(cluster, 'types')
  const written = globSync('**/*.ts', { cwd: types }).map((path): [string, string] => [
    path,
    readFileSync(join(types, path), 'utf8'),
  ])
  expect(new Map(written.sort())).toEqual(
    new Map([...typeFiles(readSchemas(join(cluster, 'schemas')))].sort()),
  )
})
