import { gitIn } from '@gitops-example/kit/git/git'
import { bump } from '@gitops-example/release/bump/bump'
import { planRelease } from '@gitops-example/release/bump/release-plan'
import { locateCommit } from '@gitops-example/release/locate/locate-commit'
import { releaseFromQuarantine, rollback } from '@gitops-example/release/rollback/rollback'
import { expect, it } from 'vitest'
import { plainApps, ScratchRepository } from '../src/testing/scratch-repository.ts'

const source = 'dev/web/src/main.ts'

/** An app with a good release and a bad one on top of it. */
async function released() {
  const scratch = await ScratchRepository.create(plainApps(['web', 'api']))
  const clone = await scratch.clone()
  const options = { ...scratch.branch(scratch.origin, { remote: scratch.origin }), environment: 'dev' }
  const release = async (files: Record<string, string>) => {
    const tag = await scratch.commitOnTop(clone, 'Change', files)
    await bump({ ...options, tag, apps: ['web'] })
    return tag
  }
  const tag = () => scratch.tag('dev', 'web')
  const plan = async () => {
    const head = await scratch.head()
    const { objects, environment } = options
    return await planRelease({
      objects,
      environment,
      revision: head,
      releases: head,
      hasImage: async () => true,
    })
  }
  const undo = { ...options, app: 'web', by: 'Ann <ann@example.com>', reason: 'Pages are empty.' }
  return { scratch, clone, options, release, tag, plan, undo }
}

it('goes back to the last good release by a commit that names who, why and from which evidence', async () => {
  const { scratch, release, tag, undo } = await released()
  using _ = scratch
  const good = await release({ [source]: 'good\n' })
  const bad = await release({ [source]: 'bad\n' })

  const done = await rollback({ ...undo, evidence: 'GET / 500\nGET / 500' })

  expect(done).toMatchObject({ app: 'web', from: bad, to: good })
  expect(await tag()).toBe(good)
  const message = await gitIn(scratch.origin).run(['log', '-1', '--format=%B', 'master'])
  expect(message.trim()).toBe(
    [
      `Roll back web in dev from ${bad.slice(0, 7)} to ${good.slice(0, 7)}`,
      '',
      'Why: Pages are empty.',
      'Who: Ann <ann@example.com>',
      'Evidence:',
      '  GET / 500',
      '  GET / 500',
      '',
      `Gitops-Rollback: ${bad}`,
    ].join('\n'),
  )
  expect(await scratch.file('ops/environments/dev/quarantine.yaml')).toContain(`tag: ${bad}`)
})

it('keeps what it undid away from bumps and deliveries, under any commit with the same content', async () => {
  const { scratch, clone, options, release, tag, plan, undo } = await released()
  using _ = scratch
  const good = await release({ [source]: 'good\n' })
  const bad = await release({ [source]: 'bad\n' })
  await rollback(undo)

  await expect(bump({ ...options, tag: bad, apps: ['web'] })).rejects.toThrow(/was rolled back/)
  const later = await scratch.commitOnTop(clone, 'Something else', { 'docs/a.md': 'a' })
  await expect(bump({ ...options, tag: later, apps: ['web'] })).rejects.toThrow(/has the same content as/)
  expect((await plan()).refused).toMatchObject([{ app: 'web', why: 'quarantine' }])
  expect(await tag()).toBe(good)

  const fixed = await scratch.commitOnTop(clone, 'Fix', { [source]: 'fixed\n' })
  expect((await plan()).apps.map(({ app }) => app.name)).toContain('web')
  await bump({ ...options, tag: fixed, apps: ['web'] })
  expect(await tag()).toBe(fixed)
})

it('lets a commit come again once it is released from quarantine', async () => {
  const { scratch, options, release, tag, undo } = await released()
  using _ = scratch
  await release({ [source]: 'good\n' })
  const bad = await release({ [source]: 'bad\n' })
  await rollback(undo)
  await releaseFromQuarantine({ ...options, app: 'web', tag: bad })
  await bump({ ...options, tag: bad, apps: ['web'] })
  expect(await tag()).toBe(bad)
  await expect(releaseFromQuarantine({ ...options, app: 'web', tag: bad })).rejects.toThrow(/is not in/)
})

it('steps over releases that are in quarantine themselves', async () => {
  const { scratch, release, tag, undo } = await released()
  using _ = scratch
  const good = await release({ [source]: 'good\n' })
  await release({ [source]: 'bad\n' })
  await rollback(undo)
  await release({ [source]: 'worse\n' })
  await rollback(undo)
  expect(await tag()).toBe(good)
  await expect(rollback(undo)).rejects.toThrow(/no earlier good release/)
})

it('goes to a named release', async () => {
  const { scratch, release, tag, undo } = await released()
  using _ = scratch
  const first = await release({ [source]: 'first\n' })
  await release({ [source]: 'second\n' })
  await release({ [source]: 'third\n' })
  await rollback({ ...undo, to: first })
  expect(await tag()).toBe(first)
})

it.each([
  { name: 'that the older version is incompatible with', declared: 'false', refused: true },
  { name: 'that says nothing about it', declared: undefined, refused: true },
  { name: 'that the older version is compatible with', declared: 'true', refused: false },
])('looks at migrations: one $name', async ({ declared, refused }) => {
  const { scratch, release, tag, undo } = await released()
  using _ = scratch
  const line = (value: string) => `export const compatibleWithPrevious = ${value}\n`
  const good = await release({ [source]: 'good\n', 'dev/web/migrations/0001.ts': line('true') })
  const bad = await release({
    [source]: 'bad\n',
    'dev/web/migrations/0002-rename.ts': `${declared === undefined ? '' : line(declared)}export const up = ''\n`,
  })
  const attempt = rollback(undo)
  if (refused)
    await expect(attempt).rejects.toThrow(/is incompatible with dev\/web\/migrations\/0002-rename\.ts/)
  else await attempt
  expect(await tag()).toBe(refused ? bad : good)
})

it('refuses when something newer already runs, and for an app that was never released', async () => {
  const { scratch, release, undo } = await released()
  using _ = scratch
  const first = await release({ [source]: 'first\n' })
  await release({ [source]: 'second\n' })
  await expect(rollback({ ...undo, from: first })).rejects.toThrow(/already runs/)
  await expect(rollback({ ...undo, app: 'api' })).rejects.toThrow(/was never released there/)
})

it('keeps comments and other entries of the quarantine file', async () => {
  const { scratch, clone, release, undo } = await released()
  using _ = scratch
  await release({ [source]: 'good\n' })
  const bad = await release({ [source]: 'bad\n' })
  const path = 'ops/environments/dev/quarantine.yaml'
  await scratch.commitOnTop(clone, 'By hand', { [path]: '# by hand\n- app: api # flaky\n  tag: abc\n' })
  await rollback(undo)
  const text = await scratch.file(path)
  expect(text).toContain('# by hand\n- app: api # flaky\n  tag: abc\n- app: web\n')
  expect(text).toContain(bad)
})

it('shows where a commit is: released, the same, waiting, undone', async () => {
  const { scratch, clone, options, release, undo } = await released()
  using _ = scratch
  const good = await release({ [source]: 'good\n' })
  const docs = await scratch.commitOnTop(clone, 'Docs', { 'docs/a.md': 'a' })
  const bad = await release({ [source]: 'bad\n' })
  await rollback(undo)
  const states = async (commit: string) =>
    (await locateCommit(options.objects, await scratch.head(), commit, ['dev'], () => scratch.head())).map(
      ({ app, state }) => `${app} ${state}`,
    )
  expect(await states(good)).toEqual(['api waiting', 'web released'])
  expect(await states(docs)).toEqual(['api waiting', 'web same'])
  expect(await states(bad)).toEqual(['api waiting', 'web undone'])
})
