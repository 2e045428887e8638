import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { exportedNames, exportsMap, importedSubpaths } from '../../scripts/package-faces.ts'
import { packageNames, readPackageJson, readSources } from '../../scripts/read-packages.ts'

const names = packageNames('.')
const sources = readSources('.')
const imported = importedSubpaths(sources)

it.each(names)('%s exports the modules that others import, each by its name, and no more', (name) => {
  const used = exportsMap(imported.get(name) ?? [])
  expect(readPackageJson('.', name).exports, 'node scripts/list-faces.ts --write corrects it').toEqual(used)
})

it('nobody reaches into the sources of another package by a path', () => {
  const reaching = sources.filter(
    ({ path, text }) =>
      // The import rule names such paths, to see them refused.
      path !== 'test/checks/import-rule.test.ts' &&
      names.some(
        (name) =>
          !path.startsWith(`platform/${name}/`) &&
          new RegExp(`'(\\.\\./)+(platform/)?${name}/src/`).test(text),
      ),
  )
  expect(reaching.map(({ path }) => path)).toEqual([])
})

it('the names that packages show are the recorded ones; vitest -u records new ones', async () => {
  const faces = names.map((name) => {
    const modules = Object.entries(readPackageJson('.', name).exports).map(([subpath, target]) => {
      const path = join('platform', name, target)
      return [subpath.slice(2), exportedNames({ path, text: readFileSync(path, 'utf8') }).join(', ')]
    })
    return [name, Object.fromEntries(modules)]
  })
  const text = `${JSON.stringify(Object.fromEntries(faces), undefined, 2)}\n`
  await expect(text).toMatchFileSnapshot('package-faces.json')
})
