import { afterAll, beforeAll, expect, it } from 'vitest'
import { greeting } from '../../delivery/test/hello-app.ts'
import { greetFile, type ReleaseWorld, releaseWorld } from './release-world.ts'

let world: ReleaseWorld

/** One app that dev has had in two versions. */
beforeAll(async () => {
  world = await releaseWorld()
  await world.gitops('bump', '--env', 'dev', '--tag', 'HEAD')
  await world.commit('Greet in Martian', { [greetFile]: greeting('Ack') })
  await world.gitops('bump', '--env', 'dev', '--tag', 'HEAD')
  await world.commit('Greet in Venusian', { [greetFile]: greeting('Bzz') })
})
afterAll(() => world?.[Symbol.dispose]())

it.each([
  { argv: ['bump', '--env', '', '--tag', 'HEAD'], code: 2, words: 'no environment ""' },
  { argv: ['plan', '--env', 'moon'], code: 2, words: 'no environment "moon"' },
  { argv: ['promote', 'moon', 'prod'], code: 2, words: 'no environment "moon"' },
  { argv: ['promote', 'dev', 'moon'], code: 2, words: 'there are: dev, local, prod' },
  { argv: ['promote', 'dev', 'prod', '--app', 'nope'], code: 1, words: 'no ops/environments/dev' },
  { argv: ['rollback', 'hello', '--env', 'moon'], code: 2, words: 'no environment "moon"' },
  { argv: ['rollback', 'nope', '--env', 'dev'], code: 1, words: 'Apps are: hello.' },
  { argv: ['rollback', 'hello', '--env', 'dev', '--to', 'HEAD'], code: 1, words: 'it never ran there' },
  { argv: ['rollback', 'hello', '--env', 'dev', '--to', 'nope'], code: 2, words: 'no commit "nope"' },
  { argv: ['rollback', 'hello', '--env', 'dev', '--release', 'HEAD'], code: 1, words: 'quarantine.yaml' },
  { argv: ['metrics', '--env', 'dev', '--since', '0d'], code: 2, words: '--since takes a time' },
  { argv: ['apps', '--env', 'moon'], code: 2, words: 'no environment "moon"' },
  { argv: ['apps', '--base', 'nope'], code: 2, words: 'no commit "nope"' },
  {
    argv: ['apps', '--env', 'dev', '--base', 'HEAD'],
    code: 2,
    words: '--env and --base exclude each other.',
  },
  { argv: ['plan', '--json', '--format', 'text'], code: 2, words: '--format and --json exclude each other.' },
  { argv: ['check', 'nope'], code: 2, words: 'There is no app "nope". Apps are: hello.' },
  { argv: ['build', 'nope'], code: 2, words: 'There is no app "nope"' },
  { argv: ['demo', '--runs', '1e3'], code: 2, words: '--runs takes a whole number' },
  { argv: ['status'], code: 1, words: 'is not running' },
  { argv: ['push'], code: 1, words: 'is not running' },
  { argv: ['up', '--foo'], code: 2, words: 'Unknown option "--foo".\nUsage: gitops up' },
  { argv: ['nope'], code: 2, words: 'Unknown verb "nope"' },
])('gitops $argv ends with exit code $code and says why', async ({ argv, code, words }) => {
  const head = await world.scratch.head()
  const outcome = await world.gitops(...argv)
  expect(outcome.err).toContain(words)
  expect(outcome.code).toBe(code)
  expect(outcome.err).not.toMatch(/^ {4}at /m)
  expect(outcome.out).toBe('')
  expect(await world.scratch.head()).toBe(head)
})
