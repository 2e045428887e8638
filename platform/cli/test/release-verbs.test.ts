import { lacks } from '@gitops-example/kit/testing/programs'
import { describe, expect, it } from 'vitest'
import { greeting } from '../../delivery/test/hello-app.ts'
import { greetFile, releaseWorld } from './release-world.ts'

const short = (hash: string) => hash.slice(0, 7)

describe('bump', () => {
  it('releases the apps that differ, says what it did, and does nothing a second time', async () => {
    using world = await releaseWorld()
    const tag = await world.scratch.head()
    const first = await world.gitops('bump', '--env', 'dev', '--tag', 'HEAD')
    expect(first).toMatchObject({ code: 0, err: '' })
    expect(first.out).toMatch(new RegExp(`^hello: nothing -> ${short(tag)}\nCommitted \\w{7} to master\\.$`))
    const again = await world.gitops('bump', '--env', 'dev', '--tag', tag, '--json')
    expect(JSON.parse(again.out)).toEqual({ changed: [], kept: [] })
  })

  it.each([
    { name: 'no environment', argv: ['--tag', 'HEAD'], code: 2, words: 'Missing option --env ENV.' },
    { name: 'no tag', argv: ['--env', 'dev'], code: 2, words: 'Missing option --tag COMMIT.' },
    { name: 'an unknown option', argv: ['--nope'], code: 2, words: '--nope' },
    {
      name: 'an unknown commit',
      argv: ['--env', 'dev', '--tag', 'nope'],
      code: 2,
      words: 'no commit "nope"',
    },
    {
      name: 'an unknown environment',
      argv: ['--env', 'moon', '--tag', 'HEAD'],
      code: 2,
      words: 'There is no environment "moon"',
    },
    {
      name: 'a path as environment',
      argv: ['--env', '../dev', '--tag', 'HEAD'],
      code: 2,
      words: 'There is no environment "../dev"',
    },
    {
      name: 'an unknown remote',
      argv: ['--env', 'dev', '--tag', 'HEAD', '--remote', 'nowhere'],
      code: 1,
      words: 'Name the repository with --remote',
    },
  ])('refuses $name with exit code $code', async ({ argv, code, words }) => {
    using world = await releaseWorld()
    const outcome = await world.gitops('bump', ...argv)
    expect(outcome.code).toBe(code)
    expect(outcome.err).toContain(words)
    expect(outcome.out).toBe('')
  })
})

it.each([
  { name: 'is there', script: 'echo "$@" >>"$LOG"', code: 0, tags: 1 },
  { name: 'is missing', script: 'echo "reading manifest: manifest unknown" >&2; exit 1', code: 1, tags: 0 },
  { name: 'cannot be asked for', script: 'echo "dial tcp: i/o timeout" >&2; exit 1', code: 1, tags: 0 },
])('bump --check-image looks whether the image $name', async ({ script, code, tags }) => {
  using world = await releaseWorld()
  world.program('skopeo', script)
  const outcome = await world.gitops('bump', '--env', 'dev', '--tag', 'HEAD', '--check-image')
  expect(outcome.code).toBe(code)
  expect((await world.scratch.subjects()).filter((subject) => subject.startsWith('Release'))).toHaveLength(
    tags,
  )
  if (code === 0) expect(world.log()).toMatch(/docker:\/\/guestbook\/hello:[0-9a-f]{40}/)
})

describe.skipIf(lacks('helm'))('a release on its way', () => {
  it('is proposed as a pull request with the difference, from a branch of its own', async () => {
    using world = await releaseWorld()
    world.program('gh', 'echo "$@" >>"$LOG"; cat >>"$LOG"; echo https://example.com/pull/7')
    const tag = await world.scratch.head()
    await world.gitops('bump', '--env', 'dev', '--tag', tag)
    const before = await world.scratch.head()

    const { code, out } = await world.gitops('promote', 'dev', 'prod', '--pull-request')

    expect(code).toBe(0)
    expect(out).toMatch(/https:\/\/example\.com\/pull\/7$/)
    expect(await world.scratch.head()).toBe(before)
    expect(world.log()).toMatch(
      /^pr create --base master --head promote\/dev-to-prod-\w{7} --title Promote hello from dev/,
    )
    expect(world.log()).toContain(`+  tag: ${tag}`)
    const branch = /--head (\S+)/.exec(world.log())?.[1] ?? ''
    const file = 'ops/environments/prod/05_applications/releases/hello.yaml'
    expect(await world.scratch.file(file, branch)).toContain(tag)
  })

  it('goes to dev, is shown, promoted, rolled back, kept in quarantine, let out, and measured', async () => {
    using world = await releaseWorld()
    const good = await world.commit('Greet in German', { [greetFile]: greeting('Hallo') })
    await world.gitops('bump', '--env', 'dev', '--tag', good)

    const dry = await world.gitops('promote', 'dev', 'prod', '--dry-run')
    expect(dry.code).toBe(0)
    expect(dry.out).toContain(`hello: nothing -> ${short(good)}`)
    expect(dry.out).toContain(`+  tag: ${good}`)
    expect(JSON.parse((await world.gitops('promote', 'dev', 'prod', '--json')).out)).toMatchObject({
      changed: [{ app: 'hello', from: '', to: good }],
    })

    const bad = await world.commit('Greet in Martian', { [greetFile]: greeting('Ack') })
    await world.gitops('bump', '--env', 'dev', '--tag', bad)
    await world.gitops('promote', 'dev', 'prod')
    const back = await world.gitops('rollback', 'hello', '--env', 'prod', '--reason', 'Nobody understands it')
    expect(back.code).toBe(0)
    expect(back.out).toContain(`hello in prod: ${short(bad)} -> ${short(good)}`)

    const refused = await world.gitops('promote', 'dev', 'prod')
    expect(refused).toMatchObject({ code: 1 })
    expect(refused.err).toContain('Nobody understands it')
    const where = await world.gitops('status', '--commit', bad)
    expect(where.out.split('\n').map((line) => line.trim().split(/\s+/).slice(0, 3).join(' '))).toEqual([
      'dev hello released',
      'local hello waiting',
      'prod hello undone',
    ])

    await world.gitops('rollback', 'hello', '--env', 'prod', '--release', bad)
    expect((await world.gitops('promote', 'dev', 'prod')).code).toBe(0)
    const metrics = JSON.parse((await world.gitops('metrics', '--env', 'prod', '--json')).out)
    expect(metrics).toMatchObject({
      environment: 'prod',
      deployments: 3,
      changeFailRate: 1 / 3,
      reworkRate: 1 / 3,
    })
  })

  it('shows what a commit changes, in the format that is asked for', async () => {
    using world = await releaseWorld()
    const tag = await world.scratch.head()
    await world.gitops('bump', '--env', 'dev', '--tag', tag)
    const request = ['plan', '--base', tag, '--head', await world.scratch.head()]
    const text = await world.gitops(...request)
    expect(text.out).toMatch(/^dev\n {2}~ hello: ConfigMap hello\n/)
    expect(text.out).toContain('Rendered difference: 0 added, 1 changed, 0 removed.')
    const markdown = await world.gitops(...request, '--format', 'markdown')
    expect(markdown.out).toContain('<details><summary>hello: ConfigMap hello (changed)</summary>')
    const json = JSON.parse((await world.gitops(...request, '--format', 'json')).out)
    expect(json.changes).toHaveLength(1)
    expect((await world.gitops(...request, '--format', 'yaml')).code).toBe(2)
  })
})

describe('check and build', () => {
  it('check an app once per content, and only when it is touched', async () => {
    using world = await releaseWorld()
    const base = await world.scratch.head()
    const first = await world.gitops('check')
    expect(first.code).toBe(0)
    expect(
      first.out
        .split('\n')
        .map((line) => line.trim().split(' ')[2])
        .sort(),
    ).toEqual(['lint', 'test', 'types'])
    expect((await world.gitops('check')).out.match(/already passed/g)).toHaveLength(3)
    expect((await world.gitops('check', '--base', base)).out).toBe('No app has changed.')

    await world.commit('A mistake', {
      [greetFile]: `${greeting('Hallo')}export const wrong: number = 'text'\n`,
    })
    const red = await world.gitops('check', '--base', base, '--json')
    expect(red.code).toBe(1)
    const results: { step: string; status: string; reason?: string }[] = JSON.parse(red.out)
    expect(results.find(({ step }) => step === 'types')).toMatchObject({
      status: 'failed',
      reason: `${greetFile}:4:14: Type 'string' is not assignable to type 'number'. (TS2322)`,
      findings: [
        {
          file: greetFile,
          line: 4,
          column: 14,
          message: "Type 'string' is not assignable to type 'number'.",
        },
      ],
    })
    expect(results.find(({ step }) => step === 'lint')).toMatchObject({ status: 'passed' })
    expect((await world.gitops('check', 'nope')).err).toContain('There is no app "nope". Apps are: hello.')
  })

  it('build an image once per commit, which a reader finds by its tag', async () => {
    using world = await releaseWorld()
    const built = await world.gitops('build', '--env', 'dev', '--json')
    const [image] = JSON.parse(built.out)
    expect(image).toMatchObject({
      app: 'hello',
      repository: 'guestbook/hello',
      tag: await world.scratch.head(),
    })
    const again = await world.gitops('build', 'hello', '--env', 'dev')
    expect(again.out).toBe(`guestbook/hello:${image.tag}  ${image.digest}`)
    expect((await world.gitops('build', '--env', 'moon')).err).toContain('names no repository')
  })
})
