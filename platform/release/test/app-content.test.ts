import type { App } from '@gitops-example/release/apps/app'
import { imageContent } from '@gitops-example/release/apps/app-content'
import { touchedApps } from '@gitops-example/release/apps/touched-apps'
import { deploymentsOf } from '@gitops-example/release/metrics/deployments'
import { plainApps, ScratchRepository } from '@gitops-example/release/testing/scratch-repository'
import { expect, it } from 'vitest'
import { findQuarantined } from '../src/quarantine/find-quarantined.ts'

const app: App = { name: 'web', dir: 'dev/web' }
const manifest = (name: string, ...needs: string[]) =>
  JSON.stringify({ name, dependencies: Object.fromEntries(needs.map((need) => [need, '*'])) })

/** `web` uses `words`, and that `letters`; `api` uses neither. */
async function world() {
  const scratch = await ScratchRepository.create({
    ...plainApps(['api', 'web']),
    'dev/api/package.json': manifest('@acme/api'),
    'dev/web/package.json': manifest('@acme/web', '@acme/words'),
    'dev/words/package.json': manifest('@acme/words', '@acme/letters'),
    'dev/words/src/words.ts': 'export const words = 1\n',
    'dev/letters/package.json': manifest('@acme/letters'),
    'dev/letters/src/letters.ts': 'export const letters = 1\n',
  })
  const clone = await scratch.clone()
  const { objects } = scratch.branch(scratch.origin)
  return { scratch, clone, objects, first: await scratch.head() }
}

const changes = [
  { name: 'its own source', files: { 'dev/web/src/main.ts': 'x\n' }, want: ['web'] },
  { name: 'a library', files: { 'dev/words/src/words.ts': 'x\n' }, want: ['web'] },
  { name: 'a library of a library', files: { 'dev/letters/src/letters.ts': 'x\n' }, want: ['web'] },
  { name: 'another app', files: { 'dev/api/src/main.ts': 'x\n' }, want: ['api'] },
  { name: 'a chart', files: { 'dev/web/chart/values.yaml': 'a: 1\n' }, want: [] },
  { name: 'a folder that nothing uses', files: { 'dev/other/src/x.ts': 'x\n' }, want: [] },
  { name: 'the lockfile', files: { 'package-lock.json': '{}' }, want: ['api', 'web'] },
  {
    name: 'a library that another app begins to use',
    files: { 'dev/api/package.json': manifest('@acme/api', '@acme/letters') },
    want: ['api'],
  },
]

it.each(changes)('needs new images of $want for a change of $name', async ({ files, want }) => {
  const { scratch, clone, objects, first } = await world()
  using _ = scratch
  const second = await scratch.commit(clone, 'Change', files)
  expect((await touchedApps(objects, second, () => first)).map(({ name }) => name)).toEqual(want)
})

const needs = (...names: string[]) => Object.fromEntries(names.map((name) => [name, '*']))

/** `web` needs `a`, and `words`, its library, `c`; `api` needs `b`; the root `tool`. */
const packages: Record<string, object | undefined> = {
  '': { workspaces: ['dev/*'], devDependencies: needs('tool') },
  'dev/web': { dependencies: needs('a', '@acme/words') },
  'dev/api': { dependencies: needs('b') },
  'dev/words': { dependencies: needs('c', '@acme/letters') },
  'node_modules/@acme/words': { resolved: 'dev/words', link: true },
  'node_modules/@acme/letters': { resolved: 'dev/letters', link: true },
  'node_modules/a': { version: '1.0.0', dev: true, dependencies: needs('d') },
  'node_modules/b': { version: '1.0.0' },
  'node_modules/c': { version: '1.0.0' },
  'node_modules/d': { version: '1.0.0', integrity: 'sha512-d' },
  'node_modules/tool': { version: '1.0.0' },
}

function lockfile(changes: Record<string, object | undefined> = {}, lockfileVersion = 3) {
  const all = { lockfileVersion, packages: { ...packages, ...changes } }
  return { 'package-lock.json': JSON.stringify(all) }
}

const manifests = {
  'package.json': JSON.stringify({ type: 'module', workspaces: ['dev/api', 'dev/web'] }),
  'dev/web/package.json': manifest('@acme/web', '@acme/words', 'a'),
  'dev/words/package.json': manifest('@acme/words', '@acme/letters', 'c'),
  'dev/api/package.json': manifest('@acme/api', 'b'),
}

const lockfileChanges: { name: string; files: Record<string, string>; want: string[] }[] = [
  { name: 'nothing', files: lockfile(), want: [] },
  { name: 'a package of it', files: lockfile({ 'node_modules/b': { version: '1.0.1' } }), want: ['api'] },
  {
    name: 'a package that one of its packages needs',
    files: lockfile({ 'node_modules/d': { version: '1.0.0', integrity: 'sha512-other' } }),
    want: ['web'],
  },
  {
    name: 'a package of its library',
    files: lockfile({ 'node_modules/c': { version: '2.0.0' } }),
    want: ['web'],
  },
  {
    name: 'a package of the root, which checks and builds all',
    files: lockfile({ 'node_modules/tool': { version: '2.0.0' } }),
    want: ['api', 'web'],
  },
  {
    name: 'a nearer version of a package',
    files: lockfile({
      'dev/web/node_modules/d': { version: '2.0.0' },
      'node_modules/a/node_modules/d': { version: '2.0.0' },
    }),
    want: ['web'],
  },
  {
    name: 'a dependency of its own',
    files: {
      ...lockfile({ 'dev/api': { dependencies: needs('b', 'e') }, 'node_modules/e': { version: '1.0.0' } }),
      'dev/api/package.json': manifest('@acme/api', 'b', 'e'),
    },
    want: ['api'],
  },
  {
    name: 'who needs a package, and for what',
    files: lockfile({ 'node_modules/a': { version: '1.0.0', dependencies: needs('d') } }),
    want: [],
  },
  {
    name: 'a new app',
    files: {
      ...lockfile({ 'dev/new': {}, 'node_modules/new': { resolved: 'dev/new', link: true } }),
      'package.json': JSON.stringify({ type: 'module', workspaces: ['dev/api', 'dev/new', 'dev/web'] }),
      'dev/new/package.json': manifest('new'),
      'dev/new/chart/Chart.yaml': 'name: new\n',
    },
    want: ['new'],
  },
  {
    name: 'another field of the root',
    files: { 'package.json': '{"type":"commonjs"}' },
    want: ['api', 'web'],
  },
  { name: 'a lockfile that cannot be read', files: { 'package-lock.json': '{' }, want: ['api', 'web'] },
  { name: 'a lockfile of an old npm', files: lockfile({}, 1), want: ['api', 'web'] },
  {
    name: 'a package that is a folder of the repository',
    files: lockfile({ 'node_modules/b': { resolved: 'vendor/b', link: true } }),
    want: ['api'],
  },
]

it.each(lockfileChanges)('needs new images of $want when $name differs', async ({ files, want }) => {
  const { scratch, clone, objects } = await world()
  using _ = scratch
  const first = await scratch.commit(clone, 'Lock', { ...manifests, ...lockfile() })
  const second = await scratch.commit(clone, 'Change', files)
  const since = (one: App) => (one.name === 'new' ? undefined : first)
  expect((await touchedApps(objects, second, since)).map(({ name }) => name)).toEqual(want)
})

it('takes any change of the lockfile for one of an app that needs a folder of the repository', async () => {
  const { scratch, clone, objects } = await world()
  using _ = scratch
  const vendored = { 'node_modules/b': { resolved: 'vendor/b', link: true } }
  const first = await scratch.commit(clone, 'Lock', { ...manifests, ...lockfile(vendored) })
  const second = await scratch.commit(clone, 'Change', lockfile({ ...vendored, 'node_modules/z': {} }))
  expect((await touchedApps(objects, second, () => first)).map(({ name }) => name)).toEqual(['api'])
})

it('takes any change of a lockfile that it does not understand for one of every app', async () => {
  const { scratch, clone, objects } = await world()
  using _ = scratch
  const first = await scratch.commit(clone, 'Lock', { ...manifests, ...lockfile({}, 1) })
  const second = await scratch.commit(clone, 'Change', lockfile({ 'node_modules/b': undefined }, 1))
  expect((await touchedApps(objects, second, () => first)).map(({ name }) => name)).toEqual(['api', 'web'])
})

it('an app whose library is gone equals nothing, not even itself', async () => {
  const { scratch, clone, objects, first } = await world()
  using _ = scratch
  const broken = await scratch.commit(clone, 'Remove', {
    'dev/letters/package.json': undefined,
    'dev/letters/src/letters.ts': undefined,
  })
  expect(await imageContent(objects, broken, app)).toBeUndefined()
  const names = async (revision: string, since: string) =>
    (await touchedApps(objects, revision, () => since)).map(({ name }) => name)
  expect(await names(broken, first)).toEqual(['web'])
  expect(await names(broken, broken)).toEqual(['web'])
  expect(await names(first, broken)).toEqual(['web'])
})

it('quarantine forbids a commit with the same libraries, and lets one with others pass', async () => {
  const { scratch, clone, objects, first } = await world()
  using _ = scratch
  const entries = [{ app: 'web', tag: first, reason: 'Bad.', by: 'Ann', at: '2026-01-01T00:00:00Z' }]
  const same = await scratch.commit(clone, 'Docs', { 'docs/a.md': 'a' })
  const other = await scratch.commit(clone, 'Fix the library', { 'dev/letters/src/letters.ts': 'x\n' })
  expect(await findQuarantined(objects, entries, 'web', same)).toBeDefined()
  expect(await findQuarantined(objects, entries, 'web', other)).toBeUndefined()
})

it('a change of a library counts among the changes that a deployment brought', async () => {
  const { scratch, clone, objects, first } = await world()
  using _ = scratch
  const path = 'ops/environments/dev/05_applications/values/web.yaml'
  const release = (tag: string) =>
    scratch.commit(clone, 'Release web', { [path]: `image:\n  repository: guestbook/web\n  tag: "${tag}"\n` })
  await release(first)
  const changed = await scratch.commit(clone, 'Change', { 'dev/letters/src/letters.ts': 'x\n' })
  await scratch.commit(clone, 'Change', { 'dev/api/src/main.ts': 'x\n' })
  const head = await release(await scratch.commit(clone, 'Docs', { 'docs/a.md': 'a' }))
  const deployments = await deploymentsOf(objects, head, 'dev')
  const { committedAt } = (await objects.commit(changed)) ?? {}
  expect(deployments.at(-1)?.changesAt).toEqual([committedAt])
})
