import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { unit } from '../../vitest.config.ts'

it('no unit test replaces a module: files share their workers, and the next one would get it too', () => {
  const files = globSync(unit.include)
  expect(files.length).toBeGreaterThan(100)
  const replacing = files.filter((file) => /\bvi\.(mock|doMock)\(/.test(readFileSync(file, 'utf8')))
  expect(replacing).toEqual([])
})
