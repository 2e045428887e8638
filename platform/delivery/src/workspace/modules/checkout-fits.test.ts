import { type Lockfile, parseLockfile } from '@gitops-example/release/apps/lockfile/parse-lockfile'
import { expect, it } from 'vitest'
import { fits } from './checkout-fits.ts'

const linux = { os: 'linux', cpu: 'x64', libc: 'glibc' }
const needs = (...names: string[]) => Object.fromEntries(names.map((name) => [name, '*']))
const version = (one: string, more: object = {}) => ({ version: one, integrity: `sha512-${one}`, ...more })

type Packages = Record<string, object | undefined>

const wanted: Packages = {
  '': { workspaces: ['dev/*'], devDependencies: needs('tool', 'scripted') },
  'dev/web': { dependencies: needs('a', '@acme/words') },
  'dev/words': { version: '0.1.0' },
  'node_modules/@acme/words': { resolved: 'dev/words', link: true },
  'node_modules/a': version('1.0.0', { dependencies: needs('b'), peerDependencies: needs('native') }),
  'node_modules/b': version('1.0.0'),
  'node_modules/scripted': version('1.0.0', { hasInstallScript: true, dependencies: needs('b') }),
  'node_modules/tool': version('1.0.0', {
    optionalDependencies: needs('tool-mac', 'tool-musl', 'tool-linux'),
  }),
  'node_modules/tool-linux': version('1.0.0', { optional: true, os: ['linux'], cpu: ['x64', 'arm64'] }),
  'node_modules/tool-mac': version('1.0.0', {
    optional: true,
    os: ['darwin'],
    dependencies: needs('mac-only'),
  }),
  'node_modules/tool-musl': version('1.0.0', { optional: true, os: ['!win32'], libc: ['musl'] }),
  'node_modules/mac-only': version('1.0.0', { optional: true }),
}

/** As npm records what it has installed here: without the root and what cannot run. */
const installed: Packages = {
  ...wanted,
  '': undefined,
  'node_modules/tool-mac': undefined,
  'node_modules/tool-musl': undefined,
  'node_modules/mac-only': undefined,
}

function lockfile(packages: Packages): Lockfile {
  const parsed = parseLockfile(JSON.stringify({ lockfileVersion: 3, packages }))
  if (parsed === undefined) throw new Error('not a lockfile')
  return parsed
}

const cases: { name: string; there: Packages; want: boolean }[] = [
  { name: 'what npm installs for it', there: {}, want: true },
  { name: 'one package more', there: { 'node_modules/left-pad': version('1.3.0') }, want: true },
  {
    name: 'one package more with one of its own',
    there: {
      'node_modules/left-pad': version('1.3.0'),
      'node_modules/left-pad/node_modules/b': version('2.0.0'),
    },
    want: true,
  },
  {
    name: 'a workspace that is not linked yet',
    there: { 'node_modules/@acme/words': undefined },
    want: true,
  },
  { name: 'a package less', there: { 'node_modules/b': undefined }, want: false },
  {
    name: 'an optional package less that would run here',
    there: { 'node_modules/tool-linux': undefined },
    want: false,
  },
  { name: 'another version', there: { 'node_modules/b': version('1.0.1') }, want: false },
  {
    name: 'the same version with other bytes',
    there: { 'node_modules/b': version('1.0.0', { integrity: 'sha512-x' }) },
    want: false,
  },
  {
    name: 'a package in another place',
    there: { 'node_modules/b': undefined, 'node_modules/a/node_modules/b': version('1.0.0') },
    want: false,
  },
  {
    name: 'a package more that hides one further up',
    there: { 'node_modules/a/node_modules/b': version('2.0.0') },
    want: false,
  },
  {
    name: 'what the install script of a package has put below it',
    there: { 'node_modules/scripted/node_modules/b': { version: '1.0.0' } },
    want: true,
  },
  {
    name: 'a package more below a workspace',
    there: { 'dev/web/node_modules/b': version('2.0.0') },
    want: false,
  },
  {
    name: 'a peer that a package would find',
    there: { 'node_modules/native': version('1.0.0') },
    want: false,
  },
  {
    name: 'a link where a package should be',
    there: { 'node_modules/b': { resolved: '../b', link: true } },
    want: false,
  },
]

it.each(cases)('$name: $want', ({ there, want }) => {
  expect(fits(lockfile(wanted), lockfile({ ...installed, ...there }), linux)).toBe(want)
})

it('compares a package from git by its commit', () => {
  const from = (commit: string) => ({
    version: '1.0.0',
    resolved: `git+ssh://git@example.com/b.git#${commit}`,
  })
  const one = lockfile({ ...wanted, 'node_modules/b': from('1') })
  expect(fits(one, lockfile({ ...installed, 'node_modules/b': from('1') }), linux)).toBe(true)
  expect(fits(one, lockfile({ ...installed, 'node_modules/b': from('2') }), linux)).toBe(false)
})
