import { afterAll, beforeAll, expect, it } from 'vitest'
import { Checkout } from './harness/checkout.ts'
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
])('$name is told to the pusher, nothing is bumped, and the version before serves', async (given) => {
  // Given what serves and what the branch has
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
  expect(pushed.stderr).toContain('The version before it serves on.')

  // And nothing is bumped, and the version before serves
  const head = await checkout.git.run(['ls-remote', 'local', 'refs/heads/master'])
  expect(head.split('\t')[0]).toBe(commit)
  expect((await platform.application('webapp'))?.images).toEqual(application?.images)
  expect((await platform.get('webapp')).text).toBe(before.text)

  // When it is mended, the mended commit goes live
  await checkout.git.run(['revert', '--no-edit', 'HEAD'])
  checkout.replace(page, '</h1>', ` after ${given.name}</h1>`)
  await checkout.commit('Mended')
  await platform.pushLive()
  expect((await platform.get('webapp')).text).toContain(`after ${given.name}</h1>`)
})
