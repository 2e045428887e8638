// Prints which modules of each package others import. With --write, these become the `exports` of its package.json, and
// the package's own tests import everything else by its path. Afterwards: npm run fix, and vitest -u for the golden file.
import { writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exportsMap, importedSubpaths } from './package-faces.ts'
import { packageJsonPath, packageNames, readPackageJson, readSources } from './read-packages.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const write = process.argv.includes('--write')
const sources = readSources(root)
const imported = importedSubpaths(sources)

for (const name of packageNames(root)) {
  const face = imported.get(name) ?? []
  console.log(`${name}: ${face.length} modules`)
  for (const subpath of face) console.log(`  ${subpath}`)
  if (!write) continue
  const json = { ...readPackageJson(root, name), exports: exportsMap(face) }
  writeFileSync(packageJsonPath(root, name), `${JSON.stringify(json, undefined, 2)}\n`)
  importByPath(name, face)
}

function importByPath(name: string, face: readonly string[]): void {
  for (const { path, text } of sources.filter((file) => file.path.startsWith(`platform/${name}/`))) {
    const own = new RegExp(`'@gitops-example/${name}/([^']+)'`, 'g')
    const changed = text.replace(own, (match, subpath: string) => {
      if (face.includes(subpath)) return match
      const target = relative(dirname(path), join('platform', name, 'src', `${subpath}.ts`))
      return `'${target.startsWith('.') ? target : `./${target}`}'`
    })
    if (changed !== text) writeFileSync(join(root, path), changed)
  }
}
