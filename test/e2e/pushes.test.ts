import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gitIn, platformIdentity } from '@gitops-example/kit/git/git'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Checkout } from './harness/checkout.ts'
import { constantLoad } from './harness/http.ts'
import { Platform } from './harness/platform.ts'

let checkout: Checkout
let platform: Platform

beforeAll(async () => {
  checkout = await Checkout.make()
  platform = await Platform.up(checkout)
})
afterAll(async () => {
  await platform?.[Symbol.asyncDispose]()
  checkout?.[Symbol.dispose]()
})

it('no request fails during five deployments under constant load', async () => {
  const load = constantLoad(await platform.page('webapp'))
  for (let round = 1; round <= 5; round++) {
    checkout.replace('dev/webapp/src/pages/home.tsx', '</h1>', `.</h1>`)
    await checkout.commit(`Deployment ${round}`)
    await platform.pushLive()
  }
  const { requests, failures } = await load.stop()
  expect(failures).toEqual([])
  expect(requests).toBeGreaterThan(5)
})

it('two pushes at once both land, and the newest ends up live', async () => {
  const origin = join(checkout.dir, '.gitops', 'git', 'origin.git')

  // Given two people with a clone each
  const people = await Promise.all(
    ['one', 'two'].map(async (name) => {
      const directory = mkdtempSync(join(tmpdir(), `gitops-e2e-${name}-`))
      const git = gitIn(directory, { ...platformIdentity, GITOPS_FOLLOW: 'off' })
      await git.run(['clone', '--quiet', '--branch', 'master', origin, '.'])
      return { name, directory, git }
    }),
  )
  try {
    // When both push at once, one to each app, each again when the other was first
    const pushed = await Promise.all(
      people.map(async ({ name, directory, git }) => {
        const path = join(
          directory,
          name === 'one' ? 'dev/webapp/src/pages/home.tsx' : 'dev/webapp/src/pages/layout.tsx',
        )
        writeFileSync(
          path,
          readFileSync(path, 'utf8').replace(
            name === 'one' ? '</h1>' : 'Pod <code>',
            name === 'one' ? ' one</h1>' : 'Pod two <code>',
          ),
        )
        await git.run(['commit', '--quiet', '--all', '--message', name])
        for (;;) {
          const { exitCode } = await git.try(['push', '--quiet', 'origin', 'HEAD:master'])
          if (exitCode === 0) return await git.run(['rev-parse', 'HEAD'])
          await git.run(['pull', '--quiet', '--rebase', 'origin', 'master'])
        }
      }),
    )

    // Then both are on the branch, and the page has both changes
    await platform.until('both are live', async () => {
      const { text } = await platform.get('webapp')
      return text.includes(' one</h1>') && text.includes('Pod two')
    })
    const log = await gitIn(origin).run(['log', '--format=%H', 'master'])
    for (const commit of pushed) expect(log).toContain(commit)
    await platform.until('every run has ended', async () => {
      const { runs } = await platform.status()
      return runs.every(({ state }) => state !== 'running')
    })
    const { runs } = await platform.status()
    expect(runs.filter(({ state }) => state === 'failed')).toEqual([])
  } finally {
    for (const { directory } of people) rmSync(directory, { recursive: true, force: true })
  }
})

const page = 'dev/webapp/src/pages/home.tsx'

it.each([
  {
    name: 'a lint error',
    path: 'dev/webapp/src/draft.ts',
    text: (before: string) => `${before}\nexport const wrong: any = 1\n`,
    reason: /lint failed[\s\S]*draft\.ts[\s\S]*noExplicitAny/,
  },
  {
    name: 'a type error',
    path: 'dev/webapp/src/draft.ts',
    text: (before: string) => `${before}\nexport const wrong: number = 'text'\n`,
    reason: /types failed[\s\S]*draft\.ts[\s\S]*TS2322/,
  },
  {
    name: 'a failing test',
    path: page,
    text: (before: string) => before.replace('Leave a few words', 'Leave no words'),
    reason: /test failed[\s\S]*Leave a few words/,
    test: true,
  },
])('$name is reported to the pusher, nothing is bumped, and the previous version serves', async (given) => {
  // Given what serves and what the branch has
  await checkout.git.run(['pull', '--quiet', '--rebase', 'local', 'master'])
  const before = await platform.get('webapp')
  const application = await platform.application('webapp')
  const text = checkout.read(given.path)
  if (given.test) {
    checkout.write(
      'dev/webapp/src/greeting.test.ts',
      "import { expect, it } from 'vitest'\nit('greets', () => expect('Leave no words').toBe('Leave a few words'))\n",
    )
  }

  // When the mistake is pushed with plain git
  checkout.write(given.path, given.text(text))
  await checkout.commit('A mistake')
  await checkout.git.run(['pull', '--quiet', '--rebase', 'local', 'master'])
  const commit = await checkout.git.run(['rev-parse', 'HEAD'])
  const pushed = await checkout.git.try(['push', 'local', 'HEAD:master'])

  // Then the pusher reads why, as lines of the remote
  expect(pushed.exitCode).toBe(0)
  expect(pushed.stderr.replaceAll(/^remote: ?/gm, '')).toMatch(given.reason)
  expect(pushed.stderr).toContain('The previous version is still serving.')

  // And nothing is bumped, and the previous version serves
  const head = await checkout.git.run(['ls-remote', 'local', 'refs/heads/master'])
  expect(head.split('\t')[0]).toBe(commit)
  expect((await platform.application('webapp'))?.images).toEqual(application?.images)
  expect((await platform.get('webapp')).text).toBe(before.text)

  // When it is fixed, the fix goes live
  await checkout.git.run(['revert', '--no-edit', 'HEAD'])
  checkout.replace(page, '</h1>', ` after ${given.name}</h1>`)
  await checkout.commit('Fixed')
  await platform.pushLive()
  expect((await platform.get('webapp')).text).toContain(`after ${given.name}</h1>`)
})
