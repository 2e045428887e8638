import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, it } from 'vitest'

const packages = [...globSync(['dev/*/package.json', 'platform/*/package.json']).map(dirname), 'ops']

it.each(packages)('%s has a README of at most 40 lines', (folder) => {
  const path = `${folder}/README.md`
  expect(existsSync(path)).toBe(true)
  expect(readFileSync(path, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(40)
})
