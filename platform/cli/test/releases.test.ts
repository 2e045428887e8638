import { afterEach, beforeEach, expect, it } from 'vitest'
import { greeting } from '../../delivery/test/hello-app.ts'
import { greetFile, type ReleaseWorld, releaseWorld } from './release-world.ts'

const short = (hash: string) => hash.slice(0, 7)

let world: ReleaseWorld

beforeEach(async () => {
  world = await releaseWorld()
})
afterEach(() => world[Symbol.dispose]())

it('lists what each environment is given, by a bump or a rollback', async () => {
  const first = await world.scratch.head()
  await world.gitops('bump', '--env', 'dev', '--tag', first)
  const second = await world.commit('Greet in Martian', { [greetFile]: greeting('Ack') })
  await world.gitops('bump', '--env', 'dev', '--tag', second)
  await world.gitops('bump', '--env', 'prod', '--tag', second)
  await world.pull()
  expect(await world.gitops('releases', '--base', first)).toEqual({
    code: 0,
    out: `dev  hello: nothing -> ${short(second)}\nprod  hello: nothing -> ${short(second)}`,
    err: '',
  })
  expect((await world.gitops('releases', '--base', 'HEAD^')).out).toBe(
    `prod  hello: nothing -> ${short(second)}`,
  )

  await world.gitops('rollback', 'hello', '--env', 'dev')
  await world.pull()
  const { out } = await world.gitops('releases', '--base', 'HEAD^', '--json')
  expect(JSON.parse(out)).toEqual([{ environment: 'dev', apps: [{ app: 'hello', from: second, to: first }] }])
  expect((await world.gitops('releases', '--base', 'HEAD^', '--env', 'prod', '--json')).out).toBe('[]')
})

it('lists the history of an environment, each release under the commit that it releases', async () => {
  const first = await world.scratch.head()
  await world.gitops('bump', '--env', 'dev', '--tag', first)
  const second = await world.commit('Greet in Martian', { [greetFile]: greeting('Ack') })
  await world.gitops('bump', '--env', 'dev', '--tag', second)
  await world.gitops('rollback', 'hello', '--env', 'dev')

  const { out } = await world.gitops('releases', '--env', 'dev', '--json')
  const listed = (JSON.parse(out) as { kind: string; tag: string; subject: string }[]).map(
    ({ kind, tag, subject }) => [kind, tag, subject],
  )
  const subject = listed[0]?.[2]
  expect(listed).toEqual([
    ['rollback', first, subject],
    ['release', second, 'Greet in Martian'],
    ['release', first, subject],
  ])
  const shown = (await world.gitops('releases', '--env', 'dev', '--limit', '1')).out
  expect(shown).toMatch(new RegExp(`^  dev  hello  back to ${short(first)}  .*, .* ago$`))
})

it.each(['releases', 'apps'])('%s still takes --since, with a note that names --base', async (verb) => {
  const before = await world.gitops(verb, '--base', 'HEAD', '--json')
  expect(await world.gitops(verb, '--since', 'HEAD', '--json')).toEqual({
    ...before,
    err: `gitops ${verb}: --since is deprecated. Use --base.`,
  })
})

it.each([
  { flags: ['--limit', 'none'], code: 2, words: '--limit' },
  { flags: ['--base', 'HEAD', '--app', 'hello'], code: 2, words: '--app' },
  { flags: ['--base', 'HEAD', '--env', 'moon'], code: 2, words: 'There is no environment "moon"' },
  { flags: ['--base', '0'.repeat(40)], code: 2, words: 'There is no commit "0000' },
])('refuses $flags with exit code $code', async ({ flags, code, words }) => {
  const outcome = await world.gitops('releases', ...flags)
  expect(outcome.code).toBe(code)
  expect(outcome.err).toContain(words)
})
