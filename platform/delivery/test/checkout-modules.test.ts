import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseLockfile } from '@gitops-example/release/apps/lockfile/parse-lockfile'
import { expect, it } from 'vitest'
import { CheckoutModules } from '../src/workspace/modules/checkout-modules.ts'

const [past, installedAt, future] = [1000, 2000, 3000]
const hidden = 'node_modules/.package-lock.json'

const packages = {
  '': { dependencies: { a: '*', '@s/b': '*' } },
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/@s/b': { version: '2.0.0', integrity: 'sha512-b' },
}
const text = JSON.stringify({ lockfileVersion: 3, packages })

/** A checkout as npm leaves it: every package older than the record of them. */
function installed() {
  const dir = mkdtempSync(join(tmpdir(), 'gitops-checkout-'))
  const write = (path: string, content: string, at: number) => {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), content)
    utimesSync(dirname(join(dir, path)), at, at)
    utimesSync(join(dir, path), at, at)
  }
  const { '': root, ...there } = packages
  for (const [path, { version }] of Object.entries(there)) {
    write(`${path}/package.json`, JSON.stringify({ version }), past)
  }
  write(hidden, JSON.stringify({ lockfileVersion: 3, packages: there }), installedAt)
  return { dir, write, [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) }
}

type Installed = ReturnType<typeof installed>

const changes: { name: string; change: (checkout: Installed) => void; want: boolean }[] = [
  { name: 'nothing', change: () => {}, want: true },
  {
    name: 'the record is gone, as while npm ci runs',
    change: ({ dir }) => rmSync(join(dir, hidden)),
    want: false,
  },
  {
    name: 'the record is cut short',
    change: ({ write }) => write(hidden, text.slice(0, 50), future),
    want: false,
  },
  {
    name: 'a package is gone',
    change: ({ dir }) => rmSync(join(dir, 'node_modules/@s/b'), { recursive: true }),
    want: false,
  },
  {
    name: 'a package is being replaced, as while npm install runs',
    change: ({ write }) => write('node_modules/a/package.json', '{"version":"1.1.0"}', future),
    want: false,
  },
  {
    name: 'a package has only begun to be written',
    change: ({ dir, write }) => {
      rmSync(join(dir, 'node_modules/a/package.json'))
      write('node_modules/a/index.js', '', future)
    },
    want: false,
  },
  {
    name: 'all of it is younger than the record, as in a copy',
    change: ({ write }) => {
      write('node_modules/a/package.json', '{"version":"1.0.0"}', future)
      write('node_modules/@s/b/package.json', '{"version":"2.0.0"}', future)
    },
    want: true,
  },
  {
    name: 'npm has installed another package',
    change: ({ write }) => {
      const more = { ...packages, 'node_modules/c': { version: '1.0.0', integrity: 'sha512-c' } }
      write(hidden, JSON.stringify({ lockfileVersion: 3, packages: more }), future)
    },
    want: true,
  },
  {
    name: 'npm has installed another version',
    change: ({ write }) => {
      const other = { ...packages, 'node_modules/a': { version: '1.1.0', integrity: 'sha512-a2' } }
      write(hidden, JSON.stringify({ lockfileVersion: 3, packages: other }), future)
    },
    want: false,
  },
]

it.each(changes)('fits ($want) when $name', ({ change, want }) => {
  using checkout = installed()
  const lockfile = parseLockfile(text)
  if (lockfile === undefined) throw new Error('not a lockfile')
  const modules = new CheckoutModules(checkout.dir)
  expect(modules.fit(lockfile)).toBe(true)
  change(checkout)
  expect(modules.fit(lockfile)).toBe(want)
  expect(new CheckoutModules(checkout.dir).fit(lockfile)).toBe(want)
})
