import { describe, expect, it } from 'vitest'
import { releaseFileText } from '../src/releases/release-file.ts'
import { branch, machine } from './release-machine.ts'

const releasePath = 'ops/environments/local/05_applications/releases/web.yaml'
const unknown = 'f'.repeat(40)

/** A machine that has released both apps, and a commit on top of that which needs a new version of each. */
async function released() {
  const all = await machine()
  await all.ensure()
  const first = await all.push('first')
  await all.release(first, { apps: ['web', 'api'] })
  const next = await all.scratch.commit(all.clone, 'Both', {
    'dev/web/src/main.ts': 'both\n',
    'dev/api/src/main.ts': 'both\n',
  })
  /** Commits to the branch of releases as nobody should; undefined removes the file of web. */
  const byHand = async (text: string | undefined) => {
    const change =
      text === undefined
        ? `D ${releasePath}\n`
        : `M 100644 inline ${releasePath}\ndata ${Buffer.byteLength(text)}\n${text}\n`
    const input = `commit refs/heads/${branch}\ncommitter Ann <ann@example.com> now\ndata 7\nBy hand\nfrom refs/heads/${branch}^0\n${change}\n`
    await all.git.run(['fast-import', '--quiet', '--date-format=now'], { input })
  }
  return { ...all, first, next, byHand }
}

describe('a release file that somebody has changed', () => {
  it.each([
    {
      name: 'to hold what people set',
      text: `${releaseFileText({ tag: unknown })}replicaCount: 2\n`,
      want: `${releasePath}: gitops does not write replicaCount.`,
    },
    {
      name: 'into a conflict',
      text: `image:\n<<<<<<< HEAD\n  tag: "a"\n=======\n  tag: "b"\n>>>>>>> other\n`,
      want: `${releasePath}:2: it has the marks of a merge conflict.`,
    },
  ])('$name holds up its app alone, and says why', async ({ text, want }) => {
    using all = await released()
    await all.byHand(text)
    const { apps, refused } = await all.plan(all.next)
    expect(apps.map(({ app }) => app.name)).toEqual(['api'])
    expect(refused).toEqual([{ app: 'web', why: 'file', reason: expect.stringContaining(want) }])
    await expect(all.release(all.next)).rejects.toMatchObject({ code: 'release-file-broken' })
    await all.release(all.next, { apps: ['api'] })
    expect(await all.tag('api')).toBe(all.next)
  })

  it.each([
    { name: 'to a commit that there is not', text: releaseFileText({ tag: unknown }), from: unknown },
    { name: 'to hold nothing', text: '', from: '' },
    { name: 'by removing it', text: undefined, from: '' },
  ])('$name has the next release', async ({ text, from }) => {
    using all = await released()
    await all.byHand(text)
    const { apps, refused } = await all.plan(all.next)
    expect(apps.map(({ app }) => app.name)).toEqual(['api', 'web'])
    expect(refused).toEqual([])
    expect((await all.release(all.next)).changed).toEqual([{ app: 'web', from, to: all.next }])
  })
})

it('builds a release again whose image is gone, and no other', async () => {
  using all = await released()
  await all.release(all.next, { apps: ['web', 'api'] })
  const docs = await all.scratch.commit(all.clone, 'Docs', { 'docs/a.md': 'a' })
  const { apps } = await all.plan(docs, async (repository) => repository !== 'guestbook/web')
  const unchecked = `the same content was released as ${all.next.slice(0, 7)}`
  expect(apps).toMatchObject([{ app: { name: 'web' }, unchecked }])
  await all.release(docs)
  expect([await all.tag('web'), await all.tag('api')]).toEqual([docs, all.next])
})

it('leaves the release of an app alone that is gone, and goes on from it when the app comes back', async () => {
  using all = await released()
  const { scratch, clone } = all
  const gone = await scratch.commit(clone, 'Remove web', {
    'dev/web/src/main.ts': undefined,
    'dev/web/chart/Chart.yaml': undefined,
    'ops/environments/local/05_applications/values/web.yaml': undefined,
  })
  const plan = await all.plan(gone)
  expect(plan.apps.map(({ app }) => app.name)).toEqual(['api'])
  expect(plan.refused).toEqual([])
  await all.release(gone, { apps: ['api'] })
  expect(await all.tag('web')).toBe(all.first)

  await clone.run(['revert', '--no-edit', 'HEAD'])
  await clone.run(['push', '--quiet', 'origin', 'HEAD:master'])
  const back = await scratch.head()
  expect((await all.plan(back)).apps.map(({ app }) => app.name)).toEqual(['web'])
  expect((await all.release(back)).changed).toEqual([{ app: 'web', from: all.first, to: back }])
})

it('passes over an app that a newer push has removed while its release was on the way', async () => {
  using all = await released()
  await all.scratch.commit(all.clone, 'Remove web', {
    'ops/environments/local/05_applications/values/web.yaml': undefined,
  })
  const { changed, kept } = await all.release(all.next, { apps: ['web', 'api'] })
  expect(changed).toEqual([{ app: 'api', from: all.first, to: all.next }])
  expect(kept).toEqual([{ app: 'web', tag: all.first, why: 'a newer commit removed or renamed it' }])
  await expect(all.release(all.next, { apps: ['wep'] })).rejects.toMatchObject({
    code: 'values-file-missing',
  })
})

describe('a branch of releases that somebody moved', () => {
  it.each([
    { name: 'back to before the release', to: `${branch}~1` },
    { name: 'to a commit of master', to: 'master' },
  ])('$name goes on from there', async ({ to }) => {
    using all = await released()
    await all.git.run(['update-ref', `refs/heads/${branch}`, to])
    const moved = await all.scratch.head(branch)
    expect(await all.ensure()).toBe('present')
    expect((await all.plan(all.next)).apps.map(({ app }) => app.name)).toEqual(['api', 'web'])
    const { revision } = await all.release(all.next, { apps: ['web', 'api'] })
    expect([await all.tag('web'), await all.tag('api')]).toEqual([all.next, all.next])
    expect(await all.scratch.head(branch)).toBe(revision)
    expect(await all.git.run(['rev-parse', `${branch}~1`])).toBe(moved)
    expect(await all.scratch.head()).toBe(all.next)
  })
})
