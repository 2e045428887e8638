import { gitIn } from '@gitops-example/kit/git/git'
import { bump } from '@gitops-example/release/bump/bump'
import { promote } from '@gitops-example/release/promote/promote'
import { rollback } from '@gitops-example/release/rollback/rollback'
import { expect, it } from 'vitest'
import { releaseFileText } from '../src/releases/release-file.ts'
import { plainApps, ScratchRepository } from '../src/testing/scratch-repository.ts'

const path = (environment: string, app: string) =>
  `ops/environments/${environment}/05_applications/values/${app}.yaml`

async function environments() {
  const scratch = await ScratchRepository.create(plainApps(['api', 'web'], ['dev', 'prod']))
  const clone = await scratch.clone()
  const branch = scratch.branch(scratch.origin, { remote: scratch.origin })
  const release = async (environment: string, apps: string[], files: Record<string, string> = {}) => {
    const tag = await scratch.commitOnTop(clone, 'Change', files)
    await bump({ ...branch, environment, tag, apps })
    return tag
  }
  const tag = (environment: string, app: string) => scratch.tag(environment, app)
  return { scratch, clone, branch, release, tag, request: { ...branch, from: 'dev', to: 'prod' } }
}

it('gives every app the tag that the other environment runs, in one commit', async () => {
  const { scratch, release, tag, request } = await environments()
  using _ = scratch
  const released = await release('dev', ['api', 'web'])
  const { changed } = await promote(request)
  expect(changed.map(({ app }) => app)).toEqual(['api', 'web'])
  expect([await tag('prod', 'api'), await tag('prod', 'web')]).toEqual([released, released])
  const message = await gitIn(scratch.origin).run(['log', '-1', '--format=%B', 'master'])
  expect(message).toMatch(/^Promote api, web from dev to prod\n[\s\S]*Gitops-Promotion: dev/)
  expect((await promote(request)).revision).toBeUndefined()
})

it('never takes an app back to an older release', async () => {
  const { scratch, release, tag, request } = await environments()
  using _ = scratch
  await release('dev', ['api', 'web'])
  const hotfix = await release('prod', ['web'], { 'dev/web/src/main.ts': 'fixed\n' })
  const { kept } = await promote(request)
  expect(kept).toEqual([{ app: 'web', tag: hotfix, why: 'it runs a newer commit' }])
  expect(await tag('prod', 'web')).toBe(hotfix)
})

it('refuses what was rolled back in either environment', async () => {
  const { scratch, branch, release, request } = await environments()
  using _ = scratch
  await release('dev', ['web'])
  const bad = await release('dev', ['web'], { 'dev/web/src/main.ts': 'bad\n' })
  await rollback({ ...branch, environment: 'dev', app: 'web', by: 'Ann', reason: 'Bad.' })
  await scratch.commitOnTop(await scratch.clone(), 'By hand', {
    'ops/environments/dev/05_applications/releases/web.yaml': releaseFileText({ tag: bad }),
  })
  await expect(promote({ ...request, apps: ['web'] })).rejects.toThrow(/to dev: it was rolled back/)
})

it.each([
  { name: 'an app that was never released', apps: ['web'], words: /it was never released to dev/ },
  { name: 'an app that is not there', apps: ['nope'], words: /there is no ops\/environments\/dev/ },
])('refuses $name', async ({ apps, words }) => {
  const { scratch, request } = await environments()
  using _ = scratch
  await expect(promote({ ...request, apps })).rejects.toThrow(words)
})

it('refuses environments whose images are in different repositories', async () => {
  const { scratch, clone, release, request } = await environments()
  using _ = scratch
  await release('dev', ['web'])
  await scratch.commitOnTop(clone, 'Another registry', {
    [path('prod', 'web')]: (await scratch.file(path('prod', 'web'))).replace(
      'guestbook/web',
      'elsewhere/web',
    ),
  })
  await expect(promote({ ...request, apps: ['web'] })).rejects.toThrow(/guestbook\/web and elsewhere\/web/)
})
