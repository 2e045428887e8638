import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { listTestFiles } from './list-test-files.ts'
import { userDependent } from './user-dependent.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

it.each(userDependent)('names only files that are tests: %s', (pattern) => {
  const files = globSync(pattern, { cwd: root })
  expect(files.length).toBeGreaterThanOrEqual(pattern.split(',').length)
  expect(listTestFiles(root, [])).toEqual(expect.arrayContaining(files))
})
