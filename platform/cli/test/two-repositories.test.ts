import { lacks } from '@gitops-example/kit/testing/programs'
import { values } from '@gitops-example/release/testing/scratch-repository'
import { describe, expect, it } from 'vitest'
import { greeting } from '../../delivery/test/hello-app.ts'
import { serveGit } from '../../release/test/git-http-server.ts'
import { greetFile } from './release-world.ts'
import { sideOf, type TwoRepositories, twoRepositories } from './two-repositories.ts'

const short = (hash: string) => hash.slice(0, 7)
const folder = (environment: string) => `ops/environments/${environment}/05_applications`

/** Releases the head of the apps to dev. */
async function bump({ apps, ops }: TwoRepositories, ...argv: string[]) {
  return await apps.gitops('bump', '--env', 'dev', '--tag', 'HEAD', '--ops', ops.scratch.origin, ...argv)
}

describe('in a clone of the apps', () => {
  it('a bump lands in the repository of operations, and leaves that of the apps alone', async () => {
    using world = await twoRepositories()
    const { apps, ops } = world
    const tag = await apps.scratch.head()

    const { code, out } = await bump(world)

    expect(code).toBe(0)
    expect(out).toMatch(new RegExp(`^hello: nothing -> ${short(tag)}\nCommitted \\w{7} to master\\.$`))
    expect(await ops.scratch.tag('dev', 'hello')).toBe(tag)
    expect(await ops.scratch.subjects()).toEqual([`Release ${short(tag)} to dev: hello`, 'First commit'])
    expect(await apps.scratch.head()).toBe(tag)
  })

  it('the apps that need an image are those that operations run, until they are released', async () => {
    using world = await twoRepositories()
    const list = async () => {
      const { out } = await world.apps.gitops(
        'apps',
        '--env',
        'dev',
        '--ops',
        world.ops.scratch.origin,
        '--json',
      )
      return JSON.parse(out)
    }
    expect(await list()).toEqual([{ name: 'hello', dir: 'dev/hello', repository: 'guestbook/hello' }])
    await bump(world)
    expect(await list()).toEqual([])
    await world.apps.commit('Greet in German', { [greetFile]: greeting('Hallo') })
    expect(await list()).toHaveLength(1)
  })

  it('of two bumps at once the newer commit stays, whichever lands first', async () => {
    using world = await twoRepositories()
    const { apps, ops } = world
    const older = await apps.scratch.head()
    const newer = await apps.commit('Greet in German', { [greetFile]: greeting('Hallo') })
    const other = await sideOf(apps.scratch)
    const both = await Promise.all(
      [
        { side: apps, tag: older },
        { side: other, tag: newer },
      ].map(({ side, tag }) =>
        side.gitops('bump', '--env', 'dev', '--tag', tag, '--app', 'hello', '--ops', ops.scratch.origin),
      ),
    )
    expect(both.map(({ code, err }) => ({ code, err }))).toEqual([
      { code: 0, err: '' },
      { code: 0, err: '' },
    ])
    expect(await ops.scratch.tag('dev', 'hello')).toBe(newer)
  })

  it('tags that the values of operations still hold are moved there, once', async () => {
    using world = await twoRepositories()
    const { apps, ops } = world
    const file = `${folder('prod')}/values/hello.yaml`
    const tag = await apps.scratch.head()
    await ops.commit('As before', {
      [file]: values('hello').replace('\nreplica', `\n  tag: "${tag}"\nreplica`),
    })

    expect((await bump(world)).err).toMatch(/^Moved 1 release out of values\/ to releases\/, once: commit/)
    expect(await ops.scratch.tag('prod', 'hello')).toBe(tag)
    expect(await ops.scratch.file(file)).toBe(values('hello'))
    expect((await bump(world)).err).toBe('')
  })

  it('where a commit is and how deliveries go is read from both', async () => {
    using world = await twoRepositories()
    const { apps, ops } = world
    await bump(world)
    const at = ['--ops', ops.scratch.origin]
    const { places } = JSON.parse((await apps.gitops('status', '--commit', 'HEAD', ...at, '--json')).out)
    expect(places).toMatchObject([
      { environment: 'dev', app: 'hello', state: 'released', releasedBy: await ops.scratch.head() },
      { environment: 'local', app: 'draft', state: 'waiting' },
      { environment: 'local', app: 'hello', state: 'waiting' },
      { environment: 'prod', app: 'hello', state: 'waiting' },
    ])
    const metrics = JSON.parse((await apps.gitops('metrics', '--env', 'dev', ...at, '--json')).out)
    expect(metrics).toMatchObject({ deployments: 1, leadTimeMs: expect.any(Number) })
    const releases = JSON.parse((await apps.gitops('releases', '--env', 'dev', ...at, '--json')).out)
    const subject = 'An app that runs nowhere yet'
    expect(releases).toMatchObject([{ app: 'hello', kind: 'release', subject }])
  })

  it.each([
    {
      name: 'an app that operations do not have',
      argv: ['--env', 'dev', '--app', 'draft'],
      code: 1,
      words: `Cannot release draft to dev: there is no ${folder('dev')}/values/draft.yaml.`,
    },
    {
      name: 'an environment that neither has',
      argv: ['--env', 'moon'],
      code: 2,
      words: 'there are: dev, local, prod.',
    },
    {
      name: 'a repository that is not there',
      argv: ['--env', 'dev', '--ops', '/nonexistent/ops.git'],
      code: 1,
      words: "'/nonexistent/ops.git' does not appear to be a git repository",
    },
  ])('a bump of $name is refused', async ({ argv, code, words }) => {
    using world = await twoRepositories()
    const { apps, ops } = world
    const at = argv.includes('--ops') ? [] : ['--ops', ops.scratch.origin]
    const outcome = await apps.gitops('bump', '--tag', 'HEAD', ...argv, ...at)
    expect(outcome).toMatchObject({ code, out: '' })
    expect(outcome.err).toContain(words)
  })

  it('a token from the environment gets into operations, whatever else the clone would send', async () => {
    using world = await twoRepositories()
    const { apps, ops } = world
    const wanted = `Basic ${Buffer.from('x-access-token:secret').toString('base64')}`
    const refused: (string | undefined)[] = []
    await using server = await serveGit(ops.scratch.root, ({ headers }, response) => {
      if (headers.authorization === wanted) return false
      refused.push(headers.authorization)
      response.writeHead(401, { 'www-authenticate': 'Basic' }).end()
      return true
    })
    // As actions/checkout leaves it for the repository of the workflow.
    await apps.clone.run(['config', `http.${server.url}/.extraheader`, 'Authorization: Basic b3RoZXI='])
    const argv = ['bump', '--env', 'dev', '--tag', 'HEAD', '--ops', `${server.url}/origin.git`]

    const without = await apps.gitops(...argv)
    expect(without).toMatchObject({ code: 1, out: '' })
    expect(refused).toContain('Basic b3RoZXI=')

    refused.length = 0
    apps.env.GITOPS_OPS_TOKEN = 'secret'
    const { code, out, err } = await apps.gitops(...argv)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(refused).toEqual([])
    expect(out).toContain('Committed')
    expect(await ops.scratch.tag('dev', 'hello')).toBe(await apps.scratch.head())
  })

  it('an environment of operations is found only with --ops, and the error says so', async () => {
    using world = await twoRepositories()
    const { err } = await world.apps.gitops('bump', '--env', 'dev', '--tag', 'HEAD')
    expect(err).toContain('There is no environment "dev"')
    expect(err).toContain('where ops/ is in another repository, give --ops')
  })
})

describe('in a clone of operations', () => {
  it('the releases and where a release runs are known without the commits of the apps', async () => {
    using world = await twoRepositories()
    const { apps, ops } = world
    await bump(world)
    await ops.clone.run(['pull', '--quiet', 'origin', 'master'])
    const tag = await apps.scratch.head()
    expect((await ops.gitops('releases', '--base', 'HEAD^')).out).toBe(`dev  hello: nothing -> ${short(tag)}`)
    const { places } = JSON.parse((await ops.gitops('status', '--commit', short(tag), '--json')).out)
    expect(places).toMatchObject([{ environment: 'dev', app: 'hello', state: 'released', tag }])
    const metrics = JSON.parse((await ops.gitops('metrics', '--env', 'dev', '--json')).out)
    expect(metrics).toMatchObject({ deployments: 1, leadTimeMs: null })
  })

  it.skipIf(lacks('helm'))(
    'a promotion shows the values and says where the chart is (needs helm)',
    async () => {
      using world = await twoRepositories()
      const { apps, ops } = world
      await bump(world)
      const tag = await apps.scratch.head()

      const { code, out } = await ops.gitops('promote', 'dev', 'prod')

      expect(code).toBe(0)
      expect(out).toContain(`+ hello: Values ${folder('prod')}/releases/hello.yaml`)
      expect(out).toContain(
        'prod: the chart of hello is in https://git.example.com/apps.git, so only its values are compared.',
      )
      expect(await ops.scratch.tag('prod', 'hello')).toBe(tag)
      await ops.clone.run(['pull', '--quiet', 'origin', 'master'])
      const plan = await ops.gitops('plan', '--json')
      expect(plan.code).toBe(0)
      expect(JSON.parse(plan.out)).toMatchObject({
        changes: [{ environment: 'prod', application: 'hello', kind: 'Values', change: 'added' }],
        failures: [],
        elsewhere: [
          { environment: 'dev', application: 'hello', repository: 'https://git.example.com/apps.git' },
          { environment: 'prod', application: 'hello', repository: 'https://git.example.com/apps.git' },
        ],
      })
    },
  )

  it('a rollback needs the commits of the apps, and works once they are fetched', async () => {
    using world = await twoRepositories()
    const { apps, ops } = world
    const good = await apps.scratch.head()
    await bump(world)
    const bad = await apps.commit('Greet in German', { [greetFile]: greeting('Hallo') })
    await bump(world)

    const refused = await ops.gitops('rollback', 'hello', '--env', 'dev')
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('is not in this repository. Fetch it first: git fetch')
    expect(await ops.scratch.tag('dev', 'hello')).toBe(bad)

    await ops.clone.run(['fetch', '--quiet', apps.scratch.origin, 'master'])
    const { code, out } = await ops.gitops('rollback', 'hello', '--env', 'dev', '--reason', 'Too German')
    expect(code).toBe(0)
    expect(out).toContain(`hello in dev: ${short(bad)} -> ${short(good)}`)
    expect(await ops.scratch.tag('dev', 'hello')).toBe(good)
    expect((await bump(world)).err).toContain('Too German')
  })

  it('a release is let out of quarantine by its name alone', async () => {
    using world = await twoRepositories()
    const { apps, ops } = world
    await bump(world)
    const bad = await apps.commit('Greet in German', { [greetFile]: greeting('Hallo') })
    await bump(world)
    await apps.gitops('rollback', 'hello', '--env', 'dev', '--ops', ops.scratch.origin)

    const { code } = await ops.gitops('rollback', 'hello', '--env', 'dev', '--release', short(bad))

    expect(code).toBe(0)
    await bump(world)
    expect(await ops.scratch.tag('dev', 'hello')).toBe(bad)
  })

  it('a bump names what it does not know', async () => {
    using world = await twoRepositories()
    const tag = await world.apps.scratch.head()
    const { code, err } = await world.ops.gitops('bump', '--env', 'dev', '--tag', tag)
    expect(code).toBe(2)
    expect(err).toContain(`There is no commit "${tag}"`)
  })
})
