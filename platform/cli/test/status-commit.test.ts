import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type ArgoCdServer, argoToken, serveArgoCd } from '../../release/test/argo-cd-server.ts'
import { type ReleaseWorld, releaseWorld } from './release-world.ts'

let world: ReleaseWorld
let argo: ArgoCdServer
let commit: string

beforeAll(async () => {
  world = await releaseWorld()
  argo = await serveArgoCd()
  commit = await world.scratch.head()
  await world.gitops('bump', '--env', 'dev', '--tag', commit)
})
afterAll(async () => {
  world[Symbol.dispose]()
  await argo[Symbol.asyncDispose]()
})
afterEach(() => {
  delete world.env.ARGOCD_SERVER
  delete world.env.ARGOCD_AUTH_TOKEN
})

const places = async (...flags: string[]) => {
  const { code, out } = await world.gitops('status', '--commit', commit, '--json', ...flags)
  expect(code).toBe(0)
  return JSON.parse(out).places.map(({ environment, state, live }: Record<string, string>) =>
    [environment, state, live ?? []].flat().join(' '),
  )
}

it('knows from git where a commit is, in every environment or in one', async () => {
  expect(await places()).toEqual(['dev released', 'local waiting', 'prod waiting'])
  expect(await places('--env', 'dev')).toEqual(['dev released'])
})

it.each([
  { name: 'runs it', health: 'Healthy', runs: true, want: 'dev released live' },
  { name: 'starts it', health: 'Progressing', runs: true, want: 'dev released syncing' },
  { name: 'runs the one before', health: 'Healthy', runs: false, want: 'dev released syncing' },
  { name: 'has given it up', health: 'Degraded', runs: true, want: 'dev released degraded' },
])('asks Argo CD about a named environment, which $name', async ({ health, runs, want }) => {
  Object.assign(world.env, { ARGOCD_SERVER: argo.url, ARGOCD_AUTH_TOKEN: argoToken })
  argo.says('hello', { health, images: [`docker.io/me/hello:${runs ? commit : 'before'}`] })
  expect(await places('--env', 'dev')).toEqual([want])
  // Which environment it looks after is for the user to say.
  expect(await places()).toEqual(['dev released', 'local waiting', 'prod waiting'])
})

it.each([
  { flags: ['--env', 'dev'], words: '--env needs --commit.' },
  { flags: ['--commit', 'HEAD', '--env', 'moon'], words: 'in an environment "moon"' },
])('refuses $flags', async ({ flags, words }) => {
  const { code, err } = await world.gitops('status', ...flags)
  expect(code).toBe(2)
  expect(err).toContain(words)
})
