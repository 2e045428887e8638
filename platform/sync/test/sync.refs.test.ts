import { listField, textField } from '@gitops-example/kit/json/fields'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configMap, dataOf, type SyncFixture, startSyncFixture } from './support/sync-fixture.ts'

let fixture: SyncFixture

beforeAll(async () => {
  fixture = await startSyncFixture()
})
afterAll(() => fixture[Symbol.asyncDispose]())

const setting = (name: string) => textField(dataOf(fixture.cluster.get('configmaps', name, 'setting')), 'on')

/** Commits another value where `name` reads it, on a branch that nobody follows, and returns the commit. */
async function commit(name: string, on: string): Promise<string> {
  return await fixture.repository.commit({ [`${name}/setting.yaml`]: configMap('setting', { on }) })
}

async function follow(name: string, targetRevision: string): Promise<void> {
  const { dir } = fixture.repository
  await fixture.create(name, name, { source: { repoURL: dir, targetRevision, path: name } })
}

describe('an Application that follows', () => {
  it.each([
    { name: 'branch', revision: 'side', ref: 'refs/heads/side', command: ['branch', '--force', 'side'] },
    {
      name: 'full-name',
      revision: 'refs/heads/full',
      ref: 'refs/heads/full',
      command: ['branch', '-f', 'full'],
    },
    { name: 'light-tag', revision: 'light', ref: 'refs/tags/light', command: ['tag', '--force', 'light'] },
    {
      name: 'annotated-tag',
      revision: 'annotated',
      ref: 'refs/tags/annotated',
      command: ['tag', '--force', '--annotate', '--message', 'Tagged', 'annotated'],
    },
  ])('a ref ($name) hears that it comes, moves and goes', async ({ name, revision, ref, command }) => {
    // Given an Application of a ref that is not there yet
    const gone = `unable to resolve '${revision}' to a commit SHA`
    await commit(name, 'first')
    await follow(name, revision)
    await fixture.untilCondition(name, 'ComparisonError', gone)

    // When it comes, moves and goes, then the Application follows
    expect(await fixture.refMoved(ref, ...command)).toEqual([name])
    await fixture.untilTrue('the first', () => setting(name) === 'first')
    const second = await commit(name, 'second')
    expect(await fixture.refMoved(ref, ...command)).toEqual([name])
    await fixture.untilTrue('the second', () => setting(name) === 'second')
    await fixture.untilRevision(name, second)
    expect(await fixture.refMoved(ref, 'update-ref', '-d', ref)).toEqual([name])
    await fixture.untilCondition(name, 'ComparisonError', gone)

    // And what it had is still there
    expect(setting(name)).toBe('second')
  })

  it('a range of versions follows the highest tag in it, and falls back when that goes', async () => {
    await commit('range', 'one')
    await fixture.repository.git.run(['tag', 'v1.0.0'])
    await follow('range', '1.*')
    await fixture.until('range', 'Synced Healthy')

    await commit('range', 'two')
    expect(await fixture.refMoved('refs/tags/v2.0.0', 'tag', 'v2.0.0')).toEqual([])
    expect(await fixture.refMoved('refs/tags/v1.1.0', 'tag', 'v1.1.0')).toEqual(['range'])
    await fixture.untilTrue('the higher one', () => setting('range') === 'two')
    expect(await fixture.refMoved('refs/tags/v1.1.0', 'tag', '--delete', 'v1.1.0')).toEqual(['range'])
    await fixture.untilTrue('the lower one', () => setting('range') === 'one')
  })

  it('HEAD hears of a push to the branch that it is', async () => {
    await commit('head', 'one')
    await follow('head', 'HEAD')
    await fixture.until('head', 'Synced Healthy')
    const { revision } = await fixture.push({ 'head/setting.yaml': configMap('setting', { on: 'two' }) })
    await fixture.untilRevision('head', revision)
    await fixture.untilTrue('the second', () => setting('head') === 'two')
  })

  it('another ref by a second source hears of that one, too', async () => {
    const { dir, git } = fixture.repository
    await commit('lent', 'one')
    await git.run(['tag', 'lent'])
    const path = { repoURL: dir, targetRevision: 'HEAD', path: 'lent' }
    const sources = [path, { repoURL: dir, targetRevision: 'lent', ref: 'values' }]
    await fixture.create('lent', '', { source: undefined, sources })
    await fixture.until('lent', 'Synced Healthy')
    const second = await commit('unread', 'two')
    expect(await fixture.refMoved('refs/tags/lent', 'tag', '--force', 'lent')).toContain('lent')
    await fixture.untilTrue('the second source', () =>
      listField(fixture.application('lent'), 'status', 'sync', 'revisions').includes(second),
    )
  })

  it('nothing that moved is left alone', async () => {
    await commit('still', 'one')
    await fixture.repository.git.run(['branch', 'still'])
    await follow('still', 'still')
    await fixture.until('still', 'Synced Healthy')
    await commit('still', 'two')
    for (const [ref, kind] of [
      ['refs/heads/elsewhere', 'branch'],
      ['refs/tags/still', 'tag'],
    ] as const) {
      expect(await fixture.refMoved(ref, kind, ref.split('/')[2] ?? '')).not.toContain('still')
    }
    expect(setting('still')).toBe('one')
  })
})
