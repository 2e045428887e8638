import { field, textField } from '@gitops-example/kit/json/fields'
import { lacks } from '@gitops-example/kit/testing/programs'
import { expect, it } from 'vitest'
import { startSyncFixture } from './support/sync-fixture.ts'

const chart = {
  'web/chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/chart/templates/map.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {tag: "{{ .Values.tag }}", word: "{{ .Values.word }}"}\n',
  'values/web.yaml': 'word: one\n',
}

/** An Application whose chart and values are on master, and whose release is on a branch of its own. */
async function releasedApart() {
  const fixture = await startSyncFixture()
  const { repository } = fixture
  const master = await repository.commit(chart)
  await repository.git.run(['checkout', '--quiet', '--orphan', 'releases/local'])
  await repository.git.run(['rm', '--quiet', '-r', '--force', '.'])
  const release = await repository.commit({ 'releases/web.yaml': 'tag: first\n' })
  const branches = { master: 'master', release: 'releases/local' }
  const on = async (branch: keyof typeof branches, files: Record<string, string>) => {
    await repository.git.run(['checkout', '--quiet', branches[branch]])
    return await repository.commit(files)
  }
  await fixture.create(
    'web',
    '',
    {
      source: undefined,
      sources: [
        {
          repoURL: repository.dir,
          targetRevision: 'master',
          path: 'web/chart',
          helm: { valueFiles: ['/values/web.yaml', '$releases/releases/web.yaml'] },
        },
        { repoURL: repository.dir, targetRevision: 'releases/local', ref: 'releases' },
      ],
    },
    { 'argocd.argoproj.io/manifest-generate-paths': '/web/chart;/values/web.yaml;/releases/web.yaml' },
  )
  await fixture.until('web', 'Synced Healthy')
  const data = () => field(fixture.cluster.get('configmaps', 'web', 'web'), 'data')
  const revisions = () => field(fixture.application('web')?.status, 'sync', 'revisions')
  return { fixture, master, release, on, data, revisions, branches }
}

it.skipIf(lacks('helm'))(
  'syncs a release that is on a branch of its own, and keeps both commits',
  async () => {
    const { fixture, master, release, on, data, revisions, branches } = await releasedApart()
    await using _ = fixture
    expect(data()).toEqual({ tag: 'first', word: 'one' })
    expect(revisions()).toEqual([master, release])

    const second = await on('release', { 'releases/web.yaml': 'tag: second\n' })
    expect(await fixture.moved(branches.release, second)).toEqual(['web'])
    await fixture.untilTrue('second', () => textField(data(), 'tag') === 'second')
    await fixture.untilTrue('both', () => JSON.stringify(revisions()) === JSON.stringify([master, second]))
  },
)

it.skipIf(lacks('helm'))(
  'takes along what was pushed before a release without rendering it, and renders what a push changes at once',
  async () => {
    const { fixture, release, on, data, revisions, branches } = await releasedApart()
    await using _ = fixture
    const code = await on('master', { 'web/src/main.ts': 'new\n' })
    expect(await fixture.moved('master', code)).toEqual([])

    const second = await on('release', { 'releases/web.yaml': 'tag: second\n' })
    await fixture.moved(branches.release, second)
    await fixture.untilTrue('second', () => textField(data(), 'tag') === 'second')
    await fixture.untilTrue('both', () => JSON.stringify(revisions()) === JSON.stringify([code, second]))
    expect(release).not.toBe(second)

    const values = await on('master', { 'values/web.yaml': 'word: two\n' })
    expect(await fixture.moved('master', values)).toEqual(['web'])
    await fixture.untilTrue('two', () => textField(data(), 'word') === 'two')
    expect(data()).toEqual({ tag: 'second', word: 'two' })
  },
)

it.skipIf(lacks('helm'))('loses neither of two branches that move at the same moment', async () => {
  const { fixture, on, data, branches } = await releasedApart()
  await using _ = fixture
  for (let round = 0; round < 5; round++) {
    const values = await on('master', { 'values/web.yaml': `word: w${round}\n` })
    const release = await on('release', { 'releases/web.yaml': `tag: t${round}\n` })
    await Promise.all([fixture.moved('master', values), fixture.moved(branches.release, release)])
    await fixture.untilTrue(`round ${round}`, () => {
      return JSON.stringify(data()) === JSON.stringify({ tag: `t${round}`, word: `w${round}` })
    })
  }
})
