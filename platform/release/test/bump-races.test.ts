import { gitIn } from '@gitops-example/kit/git/git'
import { bump } from '@gitops-example/release/bump/bump'
import { expect, it } from 'vitest'
import { plainApps, ScratchRepository } from '../src/testing/scratch-repository.ts'
import { serveGit } from './git-http-server.ts'

const transports = [
  {
    transport: 'a path',
    address: async (scratch: ScratchRepository) => ({ url: scratch.origin, close: async () => {} }),
  },
  {
    transport: 'HTTP',
    address: async (scratch: ScratchRepository) => {
      const server = await serveGit(scratch.root)
      return { url: `${server.url}/origin.git`, close: () => server[Symbol.asyncDispose]() }
    },
  },
]

it.each(transports)(
  'lands 20 bumps of different apps at once from different clones over $transport',
  async ({ address }) => {
    const apps = Array.from({ length: 20 }, (_, index) => `app-${String(index).padStart(2, '0')}`)
    using scratch = await ScratchRepository.create(plainApps(apps))
    const { url, close } = await address(scratch)
    const tag = await scratch.head()
    const clones = await Promise.all(apps.map(() => scratch.clone()))

    const results = await Promise.all(
      apps.map((app, index) => {
        const gitDir = `${clones[index]?.dir}/.git`
        return bump({ ...scratch.branch(gitDir, { remote: url }), environment: 'dev', tag, apps: [app] })
      }),
    )

    expect(results.filter(({ revision }) => revision !== undefined)).toHaveLength(20)
    for (const app of apps) {
      expect(await scratch.tag('dev', app), app).toBe(tag)
    }
    const log = await gitIn(scratch.origin).run(['log', '--format=%P', 'master'])
    expect(log.split('\n').filter((parents) => parents.includes(' '))).toEqual([])
    expect(await scratch.subjects()).toHaveLength(21)
    expect((await gitIn(scratch.origin).try(['fsck', '--strict'])).exitCode).toBe(0)
    await close()
  },
  300_000,
)

it('keeps the newest commit when bumps arrive in reverse order', async () => {
  using scratch = await ScratchRepository.create(plainApps(['web']))
  const clone = await scratch.clone()
  const older = await scratch.commit(clone, 'Older', { 'dev/web/src/main.ts': 'older\n' })
  const newer = await scratch.commit(clone, 'Newer', { 'dev/web/src/main.ts': 'newer\n' })
  const common = { ...scratch.branch(`${clone.dir}/.git`), environment: 'dev', apps: ['web'] }

  expect((await bump({ ...common, tag: newer })).revision).toBeDefined()
  const late = await bump({ ...common, tag: older })

  expect(late).toEqual({
    revision: undefined,
    changed: [],
    kept: [{ app: 'web', tag: newer, why: 'it runs a newer commit' }],
  })
  expect(await scratch.tag('dev', 'web')).toBe(newer)
})

it('ends with the newest commit when builds of one app finish at once, in any order', async () => {
  using scratch = await ScratchRepository.create(plainApps(['web']))
  const clone = await scratch.clone()
  const tags: string[] = []
  for (let index = 0; index < 6; index++) {
    tags.push(await scratch.commit(clone, `Change ${index}`, { 'dev/web/src/main.ts': `${index}\n` }))
  }
  const clones = await Promise.all(tags.map(() => scratch.clone()))

  await Promise.all(
    tags.map((tag, index) =>
      bump({ ...scratch.branch(`${clones[index]?.dir}/.git`), environment: 'dev', apps: ['web'], tag }),
    ),
  )

  expect(await scratch.tag('dev', 'web')).toBe(tags.at(-1))
})

it('makes one commit for all apps of a release, and none when nothing changes', async () => {
  using scratch = await ScratchRepository.create(plainApps(['api', 'web']))
  const clone = await scratch.clone()
  const tag = await scratch.head()
  const request = { ...scratch.branch(`${clone.dir}/.git`), environment: 'dev', apps: ['api', 'web'], tag }

  await bump(request)
  const again = await bump(request)

  expect(again.revision).toBeUndefined()
  expect(await scratch.subjects()).toEqual([`Release ${tag.slice(0, 7)} to dev: api, web`, 'First commit'])
  const message = await gitIn(scratch.origin).run(['log', '-1', '--format=%B', 'master'])
  expect(message).toContain(`Gitops-Bump: ${tag}`)
  const changed = await gitIn(scratch.origin).run(['show', '--stat', '--format=', 'master'])
  expect(changed).toContain('2 files changed, 6 insertions(+)')
})
