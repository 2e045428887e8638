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
