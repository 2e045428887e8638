import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gitIn, platformIdentity } from '@gitops-example/kit/git/git'
import { lacks } from '@gitops-example/kit/testing/programs'
import { startControlServer } from '@gitops-example/local/control/control-server'
import type { PlatformStatus } from '@gitops-example/local/control/platform-status'
import type { DeliveryRun } from '@gitops-example/local/run/delivery-run'
import { statePaths } from '@gitops-example/local/state/state-paths'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { greeting } from '../../delivery/test/hello-app.ts'
import { type ArgoCdServer, argoToken, serveArgoCd } from '../../release/test/argo-cd-server.ts'
import { verbs } from '../src/verbs.ts'
import { cloudWorld } from './cloud-world.ts'
import { greetFile, type ReleaseWorld, releaseWorld } from './release-world.ts'

let world: ReleaseWorld
let argo: ArgoCdServer

/** Two releases of one app, in dev. */
beforeAll(async () => {
  world = await releaseWorld()
  argo = await serveArgoCd()
  Object.assign(world.env, { ARGOCD_SERVER: argo.url, ARGOCD_AUTH_TOKEN: argoToken })
  await world.gitops('bump', '--env', 'dev', '--tag', 'HEAD')
  await world.pull()
  argo.says('hello', { images: [`docker.io/me/hello:${await world.scratch.head()}`] })
})
afterAll(async () => {
  world?.[Symbol.dispose]()
  await argo?.[Symbol.asyncDispose]()
})

const inRepository = [
  { argv: ['apps'], keys: ['name', 'dir'] },
  { argv: ['apps', '--env', 'prod'], keys: ['name', 'dir', 'repository'] },
  { argv: ['releases', '--base', 'HEAD^'], keys: ['environment', 'apps'] },
  { argv: ['metrics', '--env', 'dev'], keys: ['environment', 'evidence', 'leadTimeMs'] },
  { argv: ['status', '--commit', 'HEAD'], keys: ['commit', 'branch', 'head', 'places'] },
  { argv: ['check'], keys: ['app', 'step', 'status', 'durationMs'] },
  { argv: ['build', '--env', 'dev'], keys: ['app', 'repository', 'tag', 'digest', 'layout'] },
  { argv: ['bump', '--env', 'dev', '--tag', 'HEAD', '--app', 'hello'], keys: ['changed', 'kept'] },
  { argv: ['wait', '--commit', 'HEAD^', '--app', 'hello'], keys: ['commit', 'live', 'apps', 'rollbacks'] },
]
const withHelm = [
  { argv: ['plan'], keys: ['base', 'head', 'changes', 'failures'] },
  { argv: ['promote', 'dev', 'prod', '--dry-run'], keys: ['changed', 'kept'] },
]
const rollback = {
  argv: ['rollback', 'hello', '--env', 'dev', '--to', 'HEAD^'],
  keys: ['revision', 'app', 'from', 'to'],
}
const inCloud = [
  { argv: ['provision', 'dev', '--plan'], keys: ['environment', 'layers'] },
  { argv: ['provision', 'dev', '--yes'], keys: ['environment', 'layers'] },
  { argv: ['destroy', 'dev', '--yes'], keys: ['environment', 'destroyed'] },
]
/** Of this machine; `up` and `demo` are run by the end-to-end tests. */
const ofMachine = ['doctor', 'status', 'push', 'watch', 'up', 'demo']

it('every verb that prints JSON is run here', () => {
  const run = [...inRepository, ...withHelm, rollback, ...inCloud].map(({ argv }) => argv[0])
  const printing = [...verbs.values()].filter(({ json }) => json !== undefined)
  expect(new Set([...run, ...ofMachine])).toEqual(new Set(printing.map(({ name }) => name)))
})

it.each(inRepository)('gitops $argv --json prints one JSON value', ({ argv, keys }) => prints(argv, keys))

describe.skipIf(lacks('helm'))('with helm', () => {
  it.each(withHelm)('gitops $argv --json prints one JSON value', ({ argv, keys }) => prints(argv, keys))
})

// After the promotion, which a quarantined release would stop.
it('rollback --json prints one JSON value', () => prints(rollback.argv, rollback.keys))

it('doctor prints one JSON value, whatever it has found', async () => {
  const { out } = await world.gitops('doctor', '--json')
  expectKeys(JSON.parse(out), ['name', 'state', 'detail'])
})

describe('with a platform', () => {
  const run: DeliveryRun = {
    commit: 'c1',
    subject: 'Greet',
    apps: ['hello'],
    state: 'live',
    pushedAt: 0,
    phases: [{ name: 'checks', startMs: 0, ms: 5 }],
    totalMs: 5,
  }
  const status = {
    pid: 1,
    startedAt: '2026-01-01T00:00:00Z',
    branch: 'master',
    environment: 'local',
    autoRollback: true,
    checkEdits: true,
    head: 'c1',
    kubeconfig: '/k',
    parts: [],
    pages: [],
    applications: [
      { name: 'hello', namespace: 'shop', sync: 'Synced', health: 'Healthy', revision: 'c1', images: [] },
    ],
    runs: [run],
  } satisfies PlatformStatus
  let control: { stop(): Promise<void> }

  beforeAll(async () => {
    const { run: runDir, origin } = statePaths(world.root)
    for (const directory of [runDir, dirname(origin)]) mkdirSync(directory, { recursive: true })
    symlinkSync(world.scratch.origin, origin)
    control = await startControlServer({
      runDir,
      preferredPort: 0,
      status: async () => status,
      follow: async function* (commit) {
        yield { type: 'started', run: { ...run, commit, state: 'running' } }
        yield { type: 'ended', run: { ...run, commit } }
      },
      onStop: () => {},
    })
  })
  afterAll(() => control?.stop())

  it('status prints what the platform says', async () => {
    const { code, out } = await world.gitops('status', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual(status)
  })

  it('up prints what runs already and where it differs, and succeeds', async () => {
    const { code, out, err } = await world.gitops('up', '--json')
    expect(code, err).toBe(0)
    expect(err).toMatch(/^ {2}! GITOPS_ENVIRONMENT is elsewhere here and local in what runs: .*$/)
    expect(JSON.parse(out)).toEqual(status)
  })

  it('push prints the delivery, and what was left behind on standard error', async () => {
    await world.pull()
    await commit('Greet')
    writeFileSync(join(world.root, greetFile), greeting('Ack'))
    const { code, out, err } = await world.gitops('push', '--json')
    expect(code, err).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ commit: await head(), state: 'live', apps: ['hello'] })
    expect(JSON.parse(out)).not.toHaveProperty('left')
    expect(err).toBe('1 uncommitted change was not pushed.')
  })

  it('push says why there is nothing to push', async () => {
    const { code, out, err } = await world.gitops('push', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({ state: 'nothing', uncommitted: 1 })
    const short = (await head()).slice(0, 7)
    expect(err).toBe(`Nothing to push: master already has HEAD ${short}; 1 file is not committed.`)
  })

  it('push lists what left the branch', async () => {
    const movedFrom = await head()
    await commit('Welcome', '--amend')
    const { out, err } = await world.gitops('push', '--json')
    const left = [{ commit: movedFrom, subject: 'Greet' }]
    expect(JSON.parse(out)).toMatchObject({ state: 'live', movedFrom, left })
    const [from, to] = [movedFrom.slice(0, 7), (await head()).slice(0, 7)]
    expect(err).toContain(`Moved master from ${from} to ${to}: 1 commit left it.\n  ${from} Greet\n`)
  })

  it('push says first what another branch brings and takes away', async () => {
    await gitIn(world.root).run(['checkout', '--quiet', '-b', 'feature-x', 'HEAD^'])
    await commit('Try')
    const { err } = await world.gitops('push')
    const [first, second] = err.split('\n')
    expect(first).toBe(
      'feature-x is delivered as master: 1 commit that master does not have; 1 commit leaves it:',
    )
    expect(second).toMatch(/ Welcome$/)
  })

  const head = () => gitIn(world.root).run(['rev-parse', 'HEAD'])
  const commit = async (message: string, ...options: string[]) => {
    const git = gitIn(world.root, platformIdentity)
    await git.run(['commit', '--quiet', '--allow-empty', '--message', message, ...options])
  }
})

it('provision and destroy print one JSON value, and plans on standard error', async () => {
  await using cloud = await cloudWorld()
  for (const { argv, keys } of inCloud) {
    const { code, out, err } = await cloud.gitops([...argv, '--json'])
    expect(code, err).toBe(0)
    expectKeys(JSON.parse(out), keys)
    expect(err).toContain('Terraform will perform the following actions in 01_vpc')
  }
})

async function prints(argv: readonly string[], keys: readonly string[]): Promise<void> {
  const { code, out, err } = await world.gitops(...argv, '--json')
  expect(code, err).toBe(0)
  expectKeys(JSON.parse(out), keys)
}

/** Of an object, or of the first one of a list, which must not be empty. */
function expectKeys(value: unknown, keys: readonly string[]): void {
  const one: unknown = Array.isArray(value) ? value[0] : value
  expect(Object.keys(one ?? {})).toEqual(expect.arrayContaining([...keys]))
}
