import { expect, it } from 'vitest'
import { parseLockfile } from './parse-lockfile.ts'
import { reachablePackages } from './reachable-packages.ts'

const needs = (...names: string[]) => Object.fromEntries(names.map((name) => [name, '*']))

function lockfile(packages: Record<string, object>) {
  const parsed = parseLockfile(JSON.stringify({ lockfileVersion: 3, packages }))
  if (parsed === undefined) throw new Error('not a lockfile')
  return parsed
}

const all = lockfile({
  '': { devDependencies: needs('tool') },
  'dev/web': { dependencies: needs('a') },
  'dev/web/node_modules/b': { version: '2.0.0' },
  'node_modules/@acme/words': { resolved: 'dev/words', link: true },
  'node_modules/@s/c': { version: '1.0.0', dependencies: needs('b', 'gone') },
  'node_modules/a': { version: '1.0.0', dependencies: needs('b'), devDependencies: needs('tool') },
  'node_modules/a/node_modules/b': { version: '3.0.0', peerDependencies: needs('a') },
  'node_modules/b': { version: '1.0.0', optionalDependencies: needs('d') },
  'node_modules/d': { version: '1.0.0', optional: true },
  'node_modules/tool': { version: '1.0.0' },
})

const cases = [
  { name: 'nothing for nothing', starts: { 'dev/web': [] }, want: [] },
  { name: 'a name that is not there', starts: { 'dev/web': ['gone'] }, want: [] },
  {
    name: 'what a package needs, in a circle too, and not for its development',
    starts: { 'dev/web': ['a'] },
    want: ['node_modules/a', 'node_modules/a/node_modules/b'],
  },
  {
    name: 'the version of the nearest folder',
    starts: { 'dev/web': ['b'] },
    want: ['dev/web/node_modules/b'],
  },
  {
    name: 'the version further up where there is no nearer one',
    starts: { 'dev/api': ['b'] },
    want: ['node_modules/b', 'node_modules/d'],
  },
  {
    name: 'from a package in a scope',
    starts: { '': ['@s/c'] },
    want: ['node_modules/@s/c', 'node_modules/b', 'node_modules/d'],
  },
  {
    name: 'from several folders',
    starts: { '': ['tool'], 'dev/web': ['b'] },
    want: ['dev/web/node_modules/b', 'node_modules/tool'],
  },
]

it.each(cases)('finds $name', ({ starts, want }) => {
  const { paths, links } = reachablePackages(all, new Map(Object.entries(starts)))
  expect([...paths].sort()).toEqual(want)
  expect(links.size).toBe(0)
})

it('says where links lead, and does not enter them', () => {
  const { paths, links } = reachablePackages(all, new Map([['dev/web', ['@acme/words']]]))
  expect([[...paths], [...links]]).toEqual([[], ['dev/words']])
})

it('does not enter what is not installed', () => {
  const { paths } = reachablePackages(all, new Map([['dev/api', ['b']]]), ({ optional }) => !optional)
  expect([...paths]).toEqual(['node_modules/b'])
})

it.each([
  '',
  '{',
  '[]',
  '{}',
  '{"lockfileVersion":1,"dependencies":{}}',
  '{"lockfileVersion":3,"packages":{"a":1}}',
])('does not take %j for a lockfile', (text) => {
  expect(parseLockfile(text)).toBeUndefined()
})
