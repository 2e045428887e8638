import { expect, it } from 'vitest'
import { exportedNames, exportsMap, importedSubpaths, packageImports } from './package-faces.ts'

// Not written out, or this file would be taken for an importer.
const scope = '@gitops-example'

it.each([
  { of: 'a value', text: `import { sleep } from '${scope}/kit/clock'` },
  { of: 'a type', text: `import type { Clock } from '${scope}/kit/clock'` },
  { of: 'several lines', text: `import {\n  sleep,\n  systemClock,\n} from '${scope}/kit/clock'` },
  { of: 'nothing', text: `import '${scope}/kit/clock'` },
  { of: 'a module at run time', text: `const { sleep } = await import('${scope}/kit/clock')` },
  { of: 'what is exported again', text: `export { sleep } from '${scope}/kit/clock'` },
])('finds the import of $of', ({ text }) => {
  expect(packageImports(text)).toEqual([{ name: 'kit', subpath: 'clock' }])
})

it.each([
  `{ from: '${scope}/kit/clock' }`,
  "import { join } from 'node:path'",
  "import { a } from './kit/clock.ts'",
])('takes %s for no import of a package', (text) => {
  expect(packageImports(text)).toEqual([])
})

it('counts imports from outside of a package only', () => {
  const imports = (...subpaths: string[]) =>
    subpaths.map((subpath) => `import { a } from '${scope}/kit/${subpath}'\n`).join('')
  const imported = importedSubpaths([
    { path: 'platform/kit/test/events.test.ts', text: imports('events') },
    { path: 'platform/sync/src/start-sync.ts', text: imports('errors', 'clock') },
    { path: 'test/run.ts', text: imports('clock') },
  ])
  expect([...imported]).toEqual([['kit', ['clock', 'errors']]])
})

it.each([
  { text: 'export function run() {}\nexport async function stop() {}', want: ['run', 'stop'] },
  { text: 'export async function* lines() {}', want: ['lines'] },
  { text: 'export class A {}\nexport abstract class B {}', want: ['A', 'B'] },
  { text: 'export const one = 1\nexport let two = 2', want: ['one', 'two'] },
  { text: 'export interface Clock {\n  now(): number\n}\nexport type Ms = number', want: ['Clock', 'Ms'] },
  { text: 'export const { find, lacks: misses } = programs()', want: ['find', 'misses'] },
  { text: "export {\n  a,\n  type B,\n  c as d,\n} from './a.ts'", want: ['B', 'a', 'd'] },
  { text: "export type { A } from './a.ts'", want: ['A'] },
  { text: 'export default defineConfig({})', want: ['default'] },
  { text: 'const hidden = 1\n/** export const said = 1 */', want: [] },
])('reads the names that $text exports', ({ text, want }) => {
  expect(exportedNames({ path: 'a.ts', text })).toEqual(want)
})

it('refuses to guess what export * shows', () => {
  const file = { path: 'platform/kit/src/a.ts', text: "export * from './b.ts'" }
  expect(() => exportedNames(file)).toThrow('platform/kit/src/a.ts: cannot read the names of "export * from')
})

it('maps each subpath to its source', () => {
  expect(exportsMap(['clock', 'git/git'])).toEqual({
    './clock': './src/clock.ts',
    './git/git': './src/git/git.ts',
  })
})
