import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { greeting } from '../../delivery/test/hello-app.ts'
import { type ArgoCdServer, argoToken, serveArgoCd } from '../../release/test/argo-cd-server.ts'
import { greetFile, type ReleaseWorld, releaseWorld } from './release-world.ts'

const short = (hash: string) => hash.slice(0, 7)
const crash = 'pod hello-7f: exit code 1\nError: cannot find module'
const release = 'ops/environments/dev/05_applications/releases/hello.yaml'

/** Two releases of an app to dev, of which the second is to turn out bad, and the Argo CD that looks after them. */
describe('wait', () => {
  let world: ReleaseWorld
  let argo: ArgoCdServer
  let good: string
  let bad: string

  beforeEach(async () => {
    world = await releaseWorld()
    argo = await serveArgoCd()
    Object.assign(world.env, { ARGOCD_SERVER: argo.url, ARGOCD_AUTH_TOKEN: argoToken })
    good = await world.scratch.head()
    await world.gitops('bump', '--env', 'dev', '--tag', good)
    bad = await world.commit('Greet in Martian', { [greetFile]: greeting('Ack') })
    await world.gitops('bump', '--env', 'dev', '--tag', bad)
  })
  afterEach(async () => {
    world[Symbol.dispose]()
    await argo[Symbol.asyncDispose]()
  })

  const image = (tag: string) => `docker.io/me/hello:${tag}`
  const degraded = (tag: string) => ({
    health: 'Degraded',
    message: crash,
    images: [image(good), image(tag)],
  })
  const waitFor = (commit: string, ...flags: string[]) =>
    world.gitops('wait', '--commit', commit, '--app', 'hello', ...flags)
  const tagInDev = async () => /tag: "(\w*)"/.exec(await world.scratch.file(release))?.[1]

  it('ends when the commit is live', async () => {
    argo.says(
      'hello',
      { images: [image(good)] },
      { health: 'Progressing', images: [image(good), image(bad)] },
      { images: [image(bad)] },
    )
    expect(await waitFor(bad, '--rollback', 'dev')).toEqual({
      code: 0,
      out: `${short(bad)} is live: hello`,
      err: `hello: Synced, Healthy, runs ${good}\nhello: Synced, Progressing\nhello: Synced, Healthy`,
    })
    expect(await tagInDev()).toBe(bad)
  })

  it('counts a later commit that contains it', async () => {
    argo.says('hello', { images: [image(bad)] })
    expect((await waitFor(good)).code).toBe(0)
  })

  it('--env waits for the very image that the environment is given, also when that is an older one', async () => {
    await world.gitops('rollback', 'hello', '--env', 'dev')
    await world.pull()
    argo.says('hello', { images: [image(bad)] }, { images: [image(good)] })
    const { code, err } = await world.gitops('wait', '--env', 'dev', '--app', 'hello')
    expect(code).toBe(0)
    expect(err).toBe(`hello: Synced, Healthy, runs ${bad}\nhello: Synced, Healthy`)
  })

  it('--env refuses an app that the environment has never been given', async () => {
    const { code, err } = await world.gitops('wait', '--env', 'prod', '--app', 'hello')
    expect(code).toBe(1)
    expect(err).toContain('runs no image of hello in prod')
  })

  it('fails with the reason, and leaves the release to people', async () => {
    argo.says('hello', degraded(bad))
    const { code, out, err } = await waitFor(bad)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(`hello: Synced, Degraded. Deployment hello: ${crash}\nGo back with gitops rollback`)
    expect(await tagInDev()).toBe(bad)
  })

  it('--rollback gives the last good release again, with the evidence, once', async () => {
    argo.says('hello', degraded(bad))
    const first = await waitFor(bad, '--rollback', 'dev')
    expect(first.code).toBe(1)
    expect(first.out).toMatch(
      new RegExp(`^hello in dev: ${short(bad)} -> ${short(good)}, commit [0-9a-f]{7}\\.$`),
    )
    expect(first.err).toContain(crash)
    expect(await tagInDev()).toBe(good)
    const [message] = await world.scratch.messages()
    expect(message).toContain(`Roll back hello in dev from ${short(bad)} to ${short(good)}`)
    expect(message).toContain('Why: Argo CD reported it Degraded after its release.')
    expect(message).toContain('Who: gitops (automatic rollback)')
    expect(message).toContain(`  Deployment hello: ${crash.replace('\n', '\n  ')}`)
    const quarantined = await world.gitops('bump', '--env', 'dev', '--tag', bad, '--app', 'hello')
    expect(quarantined.err).toContain('Argo CD reported it Degraded')

    const again = await waitFor(bad, '--rollback', 'dev')
    expect(again.out).toBe(`hello in dev: ${short(bad)} no longer runs there; nothing was undone.`)
    expect(
      (await world.scratch.subjects()).filter((subject) => subject.startsWith('Roll back')),
    ).toHaveLength(1)
  })

  it('--watch finds what turns out bad after it was live', async () => {
    argo.says('hello', { images: [image(bad)] }, { images: [image(bad)] }, degraded(bad))
    const { code, out, err } = await waitFor(bad, '--watch', '5', '--rollback', 'dev')
    expect(code).toBe(1)
    expect(err).toContain('live; watched for another 300 s\nhello: Synced, Degraded')
    expect(out).toContain(`${short(bad)} -> ${short(good)}`)
  })

  it('--rollback leaves a newer release alone', async () => {
    const newer = await world.commit('Greet in Venusian', { [greetFile]: greeting('Bzz') })
    await world.gitops('bump', '--env', 'dev', '--tag', newer)
    argo.says('hello', degraded(bad))
    expect((await waitFor(bad, '--rollback', 'dev')).out).toContain('no longer runs there')
    expect(await tagInDev()).toBe(newer)
  })

  it('--rollback undoes a newer release that contains the commit and is degraded', async () => {
    const newer = await world.commit('Greet in Venusian', { [greetFile]: greeting('Bzz') })
    await world.gitops('bump', '--env', 'dev', '--tag', newer)
    argo.says('hello', degraded(newer))
    expect((await waitFor(bad, '--rollback', 'dev')).out).toContain(`${short(newer)} -> ${short(bad)}`)
    expect(await tagInDev()).toBe(bad)
  })

  it.each([
    { name: 'is not live in time', answer: { images: [] }, words: 'The release is not live after 60 s' },
    { name: 'cannot be asked for', answer: { status: 503 }, words: 'Cannot reach Argo CD' },
  ])('--rollback undoes nothing that $name', async ({ answer, words }) => {
    argo.says('hello', answer)
    const { code, out, err } = await waitFor(bad, '--rollback', 'dev', '--minutes', '1')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(words)
    expect(await tagInDev()).toBe(bad)
  })

  it('--rollback says why it leaves a first release', async () => {
    await world.gitops('bump', '--env', 'prod', '--tag', good)
    argo.says('hello', degraded(good))
    const { code, out } = await waitFor(good, '--rollback', 'prod')
    expect(code).toBe(1)
    expect(out).toContain('there is no earlier good release. Fix forward')
  })

  it('ends at once when the token is refused, and does not print it', async () => {
    world.env.ARGOCD_AUTH_TOKEN = 'of-another-server'
    const { code, err } = await waitFor(bad, '--rollback', 'dev')
    expect(code).toBe(1)
    expect(err).toContain('answers 401 for Application hello')
    expect(err).not.toContain('of-another-server')
    expect(argo.requests).toHaveLength(1)
    expect(await tagInDev()).toBe(bad)
  })
})

it.each([
  { flags: [], env: {}, words: 'Missing option --app APP.' },
  { flags: ['--app', 'hello'], env: {}, words: 'Missing option --commit or --env.' },
  { flags: ['--commit', 'HEAD', '--env', 'dev', '--app', 'hello'], env: {}, words: 'exclude each other' },
  {
    flags: ['--env', 'dev', '--rollback', 'prod', '--app', 'hello'],
    env: {},
    words: '--rollback prod and --env dev name different environments',
  },
  { flags: ['--commit', 'HEAD', '--app', 'hello', '--minutes', '0'], env: {}, words: '--minutes takes' },
  { flags: ['--commit', 'HEAD', '--app', 'hello', '--watch', 'x'], env: {}, words: '--watch takes' },
  {
    flags: ['--commit', 'HEAD', '--app', 'hello', '--remote', 'x'],
    env: {},
    words: '--remote needs --rollback.',
  },
  { flags: ['--commit', 'HEAD', '--app', 'hello'], env: { ARGOCD_SERVER: '' }, words: 'Set ARGOCD_SERVER' },
])('wait refuses $flags with $env', async ({ flags, env, words }) => {
  using world = await releaseWorld()
  Object.assign(world.env, { ARGOCD_SERVER: 'argocd.invalid', ARGOCD_AUTH_TOKEN: argoToken, ...env })
  const { code, err } = await world.gitops('wait', ...flags)
  expect(code).toBe(2)
  expect(err).toContain(words)
})
