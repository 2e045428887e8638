import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { listTestFiles } from '../../scripts/test-run/list-test-files.ts'
import { userDependent } from '../../scripts/test-run/user-dependent.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

it.each(userDependent)('what runs again as an ordinary user is there, and is a test: %s', (pattern) => {
  const files = globSync(pattern, { cwd: root })
  expect(files.length).toBeGreaterThanOrEqual(pattern.split(',').length)
  expect(listTestFiles(root, [])).toEqual(expect.arrayContaining(files))
})
