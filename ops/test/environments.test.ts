import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { testPrograms } from '@gitops-example/local/tools/pins'
import { expect, test } from 'vitest'
import { environments, layersOf, readEnvironment } from './environments.ts'
import { rangeOf } from './ip-range.ts'
import { ops } from './programs.ts'

test('the ranges of the environments do not overlap, so that their networks can be connected', () => {
  const ranges = environments.map((name) => ({ name, ...rangeOf(readEnvironment(name).cidr) }))
  for (const a of ranges) {
    for (const b of ranges) {
      if (a.name < b.name) expect(a.first > b.last || b.first > a.last, `${a.name} and ${b.name}`).toBe(true)
    }
  }
})

test('the zones of an environment belong to its region, and prod has three', () => {
  for (const name of environments) {
    const { region, availability_zones } = readEnvironment(name)
    expect(availability_zones.every((zone) => zone.startsWith(region))).toBe(true)
  }
  expect(readEnvironment('prod').availability_zones).toHaveLength(3)
})

test.each(environments)('%s names itself, and each of its layers has a state of its own', (name) => {
  expect(readEnvironment(name).environment).toBe(name)
  const keys = layersOf(name).map((layer) => /^ *key *= "(.*)"$/m.exec(terraformOf(name, layer))?.[1])
  expect(keys).toEqual(layersOf(name).map((layer) => `${name}/${layer}.tfstate`))
})

test('the environments have the same layers, with the same settings but for the key of the state', () => {
  for (const layer of layersOf('dev')) {
    expect(terraformOf('prod', layer)).toBe(terraformOf('dev', layer).replace('"dev/', '"prod/'))
  }
  expect(layersOf('prod')).toEqual(layersOf('dev'))
})

test.each(environments)(
  '%s locks the providers that its layers require, at the releases that tests fetch',
  (name) => {
    const releases = new Map(
      testPrograms.flatMap(({ plugin }) => (plugin ? [[plugin.source, plugin.release]] : [])),
    )
    for (const layer of layersOf(name)) {
      const folder = join(ops, 'environments', name, layer)
      const required = [...terraformOf(name, layer).matchAll(/source += "(.+)"\n +version += "(.+)"/g)]
      const lock = readFileSync(join(folder, '.terraform.lock.hcl'), 'utf8')
      const locked = /"registry\.terraform\.io\/(.+)" \{\n +version += "(.+)"\n +constraints = "(.+)"/g
      expect([...lock.matchAll(locked)].map(([, ...parts]) => parts)).toEqual(
        required.map(([, source = '', constraint]) => [source, releases.get(source), constraint]),
      )
    }
  },
)

test('prod is protected from deletion and survives the loss of a zone', () => {
  const layer = (name: string) => readFileSync(join(ops, 'environments', 'prod', name, 'main.tf'), 'utf8')
  expect(layer('01_vpc')).toMatch(/nat += "per_zone"/)
  expect(layer('02_rds')).toMatch(/instances += 2/)
  expect(layer('02_rds')).toMatch(/protected += true/)
  expect(layer('03_eks')).toMatch(/protected += true/)
  expect(layer('04_argocd')).toMatch(/high_availability += true/)
})

function terraformOf(environment: string, layer: string): string {
  return readFileSync(join(ops, 'environments', environment, layer, 'terraform.tf'), 'utf8')
}
