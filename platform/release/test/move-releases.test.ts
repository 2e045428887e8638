import { gitIn } from '@gitops-example/kit/git/git'
import { bump } from '@gitops-example/release/bump/bump'
import { moveReleases } from '@gitops-example/release/releases/move-releases'
import { expect, it } from 'vitest'
import { releasesOf } from '../src/locate/release-history.ts'
import { ownReleases, plainApps, ScratchRepository } from '../src/testing/scratch-repository.ts'

const tag = (letter: string) => letter.repeat(40)
const file = (environment: string, folder: 'values' | 'releases', app: string) =>
  `ops/environments/${environment}/05_applications/${folder}/${app}.yaml`
const old = (app: string, hash: string) =>
  `# ${app} here\nimage:\n  repository: guestbook/${app}\n  # Set by the delivery on each release.\n  tag: "${hash}"\nreplicaCount: 1\n`

/** A fork of a version whose bumps wrote values files. */
async function fork(more: Record<string, string> = {}) {
  const scratch = await ScratchRepository.create({
    ...plainApps(['api', 'web', 'new'], ['dev', 'prod', 'local']),
    ...ownReleases('local'),
    [file('dev', 'values', 'api')]: old('api', tag('a')),
    [file('dev', 'values', 'web')]: old('web', tag('b')),
    [file('prod', 'values', 'web')]: old('web', tag('c')),
    [file('prod', 'values', 'api')]: old('api', ''),
    [file('local', 'values', 'web')]: old('web', tag('d')),
    ...more,
  })
  const clone = await scratch.clone()
  return { scratch, clone, options: scratch.branch(`${clone.dir}/.git`) }
}

it('moves the tags of every shared environment once, by one commit that says so', async () => {
  const { scratch, options } = await fork()
  using _ = scratch

  const { moved } = await moveReleases(options)

  expect(moved).toEqual([
    { environment: 'dev', app: 'api' },
    { environment: 'dev', app: 'web' },
    { environment: 'prod', app: 'web' },
  ])
  expect(await scratch.tag('dev', 'web')).toBe(tag('b'))
  expect(await scratch.tag('prod', 'web')).toBe(tag('c'))
  expect(await scratch.file(file('dev', 'values', 'web'))).toBe(
    '# web here\nimage:\n  repository: guestbook/web\nreplicaCount: 1\n',
  )
  expect(await scratch.file(file('local', 'values', 'web'))).toContain(tag('d'))
  const message = await gitIn(scratch.origin).run(['log', '-1', '--format=%B', 'master'])
  expect(message).toMatch(/^Move releases from values files to files of their own\n/)
  expect(message).toContain('- prod: web')
  expect((await moveReleases(options)).revision).toBeUndefined()
  expect(await scratch.subjects()).toHaveLength(2)
})

it('keeps the history of releases across the move', async () => {
  const { scratch, clone, options } = await fork()
  using _ = scratch
  await moveReleases(options)
  const next = await scratch.commitOnTop(clone, 'Change', { 'dev/web/src/main.ts': 'new\n' })
  await bump({ ...options, environment: 'dev', apps: ['web'], tag: next })
  const releases = await releasesOf(options.objects, await scratch.head(), 'dev', 'web')
  expect(releases.map((one) => one.tag)).toEqual([next, tag('b')])
})

it('refuses to move a tag where no Application reads it, and changes nothing', async () => {
  const templates = 'ops/charts/applications/templates'
  const { scratch, options } = await fork({
    [`${templates}/web.yaml`]: 'path: dev/web/chart\nvalueFiles:\n  - /ops/x/values/web.yaml\n',
    [`${templates}/api.yaml`]: 'path: dev/api/chart\nvalueFiles: [values/api.yaml, releases/api.yaml]\n',
  })
  using _ = scratch
  await expect(moveReleases(options)).rejects.toThrow(
    `Cannot release web to dev: ${templates}/web.yaml reads values/web.yaml, but not releases/web.yaml.`,
  )
  expect(await scratch.subjects()).toHaveLength(1)
})
