import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Git, gitIn, platformIdentity } from '@gitops-example/kit/git/git'
import type { DeliveryRun } from '@gitops-example/local/run/delivery-run'
import { valuesFile } from '@gitops-example/release/apps/app'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Checkout } from './harness/checkout.ts'
import { constantLoad } from './harness/http.ts'
import { Platform } from './harness/platform.ts'

const page = 'dev/webapp/src/pages/home.tsx'
const values = valuesFile('local', 'webapp')

let checkout: Checkout
let platform: Platform
let git: Git
let load: ReturnType<typeof constantLoad>

beforeAll(async () => {
  checkout = await Checkout.make()
  git = checkout.git
  platform = await Platform.up(checkout)
  load = constantLoad(await platform.page('webapp'), 1)
})
afterAll(async () => {
  await load?.stop()
  await platform?.[Symbol.asyncDispose]()
  checkout?.[Symbol.dispose]()
})

/** Commits a heading with one more word. */
async function commitWord(word: string, of = checkout): Promise<string> {
  of.replace(page, '</h1>', ` ${word}</h1>`)
  return await of.commit(word)
}

/** Runs `gitops push` in a folder of the checkout; `said` is what the person reads. */
async function push(folder = '.'): Promise<Partial<DeliveryRun> & { said: string }> {
  const { stdout, stderr } = await platform.gitopsIn(folder, 'push', '--json')
  return { ...(JSON.parse(stdout) as Partial<DeliveryRun>), said: stderr }
}

/** Resolves when only this heading is served: a pod of before may answer for a moment after the first of the new ones. */
async function serves(heading: string, of = platform): Promise<void> {
  await of.until(`"${heading}" is served`, async () => {
    const pages = await Promise.all(Array.from({ length: 4 }, () => of.get('webapp')))
    return pages.every(({ text }) => text.includes(`<h1>${heading}</h1>`))
  })
}

/** What master of the machine is. */
async function machineMaster(of: Git = git): Promise<string> {
  return (await of.run(['ls-remote', 'local', 'refs/heads/master'])).split('\t')[0] ?? ''
}

it('a change is pushed, then replicaCount: 2, and nothing is in conflict', async () => {
  await commitWord('one')
  await platform.pushLive()
  checkout.replace(values, 'replicaCount: 1', 'replicaCount: 2')
  const head = await checkout.commit('Two replicas')
  await platform.pushLive()
  const pods = new Set<string>()
  await platform.until('two pods serve', async () => {
    pods.add(/Pod <code>(.*?)<\/code>/.exec((await platform.get('webapp')).text)?.[1] ?? '')
    return pods.size === 2
  })
  expect(await machineMaster()).toBe(head)
})

it('a merge is delivered as it is, with the hashes of the branch', async () => {
  await git.run(['checkout', '--quiet', '-b', 'topic'])
  const topic = await commitWord('two')
  await git.run(['checkout', '--quiet', 'master'])
  checkout.write('docs/day.md', 'A normal day.\n')
  await checkout.commit('Write docs')
  await git.run(['merge', '--quiet', '--no-ff', '--no-edit', 'topic'])
  await platform.pushLive()
  await serves('Guestbook one two')
  expect(await machineMaster()).toBe(await git.run(['rev-parse', 'HEAD']))
  await git.run(['merge-base', '--is-ancestor', topic, 'local/master'])
})

it('an amended commit takes the place of the one that was pushed, and the push says so', async () => {
  const before = await commitWord('thre')
  await platform.pushLive()
  checkout.replace(page, 'thre', 'three')
  await git.run(['commit', '--quiet', '--all', '--amend', '--message', 'three'])
  const { state, said } = await push()
  expect(state).toBe('live')
  expect(said).toContain('1 commit left it.')
  expect(said).toContain(`  ${before.slice(0, 7)} thre\n`)
  await serves('Guestbook one two three')
})

it('a commit that was reset is taken back by the next push, which says so, and can be brought again', async () => {
  const newest = await git.run(['rev-parse', 'HEAD'])
  await git.run(['reset', '--quiet', '--hard', 'HEAD~1'])
  const back = await push()
  expect(back.state).toBe('live')
  expect(back.said).toMatch(/Moved master from \w{7} back to \w{7}: 1 commit left it\./)
  await serves('Guestbook one two')

  await git.run(['reset', '--quiet', '--hard', newest])
  await platform.pushLive()
  await serves('Guestbook one two three')
})

it('a push from another branch says first what it does', async () => {
  await git.run(['checkout', '--quiet', '-b', 'feature-x'])
  await commitWord('four')
  const { state, said } = await push()
  expect(state).toBe('live')
  expect(said).toContain('feature-x is delivered as master: 1 commit that master does not have.')
  await git.run(['checkout', '--quiet', 'master'])
  await git.run(['merge', '--quiet', '--ff-only', 'feature-x'])
})

it('a file that is not committed is named as the reason that nothing is pushed, also in a subfolder', async () => {
  checkout.replace(page, '</h1>', ' not yet</h1>')
  const { state, said } = await push('dev/webapp')
  expect(state).toBe('nothing')
  expect(said).toMatch(/Nothing to push: master already has HEAD \w{7}; 1 file is not committed\./)
  await git.run(['checkout', '--quiet', '--', page])
})

it('a key that is in values twice gets one verdict, from delivery and sync, and a revert is all it needs', async () => {
  const line = checkout.read(values).trimEnd().split('\n').length + 1
  checkout.write(values, `${checkout.read(values)}replicaCount: 3\n`)
  await commitWord('five')
  const { state, reason } = await push()
  const verdict = `Cannot read ${values}:${line}:1: the key replicaCount is there a second time.`
  expect(state).toBe('failed')
  expect(reason).toContain(verdict)
  const application = await platform.until('the Application says the same', async () => {
    const found = await platform.application('webapp')
    return found?.message?.includes(verdict) && found
  })
  expect(application.health).toBe('Healthy')
  await serves('Guestbook one two three four')

  await git.run(['revert', '--no-edit', 'HEAD'])
  await push()
  await platform.until('all is well', async () => {
    const { sync, health, message } = (await platform.application('webapp')) ?? {}
    return sync === 'Synced' && health === 'Healthy' && message === undefined
  })
  await commitWord('six')
  await platform.pushLive()
  await serves('Guestbook one two three four six')
})

it('no request failed in all that', async () => {
  const { requests, failures } = await load.stop()
  expect(failures).toEqual([])
  expect(requests).toBeGreaterThan(10)
})

it('two people with a machine each share a hub, and neither meets a release of the other', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'gitops-e2e-hub-'))
  try {
    // Given a hub that has what Ann runs, and Ben, who starts from it on a branch of another name
    const hub = join(directory, 'hub.git')
    await git.run(['clone', '--quiet', '--bare', '.', hub])
    await git.run(['remote', 'add', 'origin', hub])
    using bens = await Checkout.make({ git: false })
    await bens.git.run(['init', '--quiet', '--initial-branch=ben'])
    await bens.git.run(['remote', 'add', 'origin', hub])
    await bens.git.run(['fetch', '--quiet', 'origin', 'master'])
    await bens.git.run(['reset', '--quiet', '--hard', 'FETCH_HEAD'])
    await using bensPlatform = await Platform.up(bens)
    await serves('Guestbook one two three four six', bensPlatform)

    // When Ann pushes to her machine and to the hub, and Ben pulls, and the other way round
    await commitWord('ann')
    await platform.pushLive()
    await git.run(['push', '--quiet', 'origin', 'master'])
    await bens.git.run(['pull', '--quiet', '--no-rebase', 'origin', 'master'])
    bens.replace(values, 'replicaCount: 2', 'replicaCount: 1')
    await commitWord('ben', bens)
    await bensPlatform.pushLive()
    await bens.git.run(['push', '--quiet', 'origin', 'ben:master'])
    await git.run(['pull', '--quiet', '--rebase', 'origin', 'master'])
    await platform.pushLive()

    // Then both run the same commit, which the hub has, and which no machine has written anything for
    await serves('Guestbook one two three four six ann ben')
    await serves('Guestbook one two three four six ann ben', bensPlatform)
    const head = await gitIn(hub).run(['rev-parse', 'master'])
    expect([await machineMaster(), await machineMaster(bens.git)]).toEqual([head, head])
    const made = ['log', '--format=%s', `--committer=${platformIdentity.GIT_COMMITTER_EMAIL}`]
    expect(await gitIn(hub).run([...made, '--all'])).toBe('')
    for (const one of [git, bens.git]) {
      expect(await one.run([...made, 'HEAD'])).toBe('')
      await one.run(['fetch', '--quiet', 'local'])
    }
    await git.run(['fetch', '--quiet', bens.dir, '+refs/remotes/local/releases/local:refs/bens'])
    expect((await git.try(['merge-base', 'refs/bens', 'local/releases/local'])).exitCode).toBe(1)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
})
