import { RunningCluster } from '@gitops-example/cluster/testing/running-cluster'
import { clusterAccess } from '@gitops-example/local/apps/cluster-access'
import { applicationCrd } from '@gitops-example/sync/crds/application-crd'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { greeting } from '../../delivery/test/hello-app.ts'
import { type ArgoCdServer, argoToken, serveArgoCd } from '../../release/test/argo-cd-server.ts'
import { greetFile, type ReleaseWorld, releaseWorld } from './release-world.ts'

/** Three releases to dev, of which the second was taken back: five commits, of which four set a tag. */
describe('metrics', () => {
  let world: ReleaseWorld
  /** The commits that set tags, the oldest first. */
  let revisions: string[]
  let start: string

  beforeAll(async () => {
    world = await releaseWorld()
    start = await world.scratch.head()
    revisions = []
    const bump = async () => {
      await world.gitops('bump', '--env', 'dev', '--tag', 'HEAD')
      revisions.push(await world.scratch.head())
    }
    await bump()
    await world.commit('Greet in Martian', { [greetFile]: greeting('Ack') })
    await bump()
    await world.gitops('rollback', 'hello', '--env', 'dev', '--reason', 'Nobody understands it')
    revisions.push(await world.scratch.head())
    await world.commit('Greet in German', { [greetFile]: greeting('Hallo') })
    await bump()
  })
  afterAll(() => world[Symbol.dispose]())
  afterEach(() => {
    delete world.env.ARGOCD_SERVER
    delete world.env.ARGOCD_AUTH_TOKEN
  })

  const measure = async (...flags: string[]) => {
    const { code, out, err } = await world.gitops('metrics', '--env', 'dev', '--json', ...flags)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    return JSON.parse(out)
  }
  /** A history of syncs to the first revisions, each so many seconds after the one before, up to now. */
  const history = (...secondsAfter: number[]) => {
    const startedAt = Date.now() - secondsAfter.reduce((sum, one) => sum + one, 0) * 1000
    let at = startedAt
    return secondsAfter.map((seconds, index) => {
      at += seconds * 1000
      return { revision: [start, ...revisions][index] ?? '', deployedAt: new Date(at).toISOString() }
    })
  }

  it('come from git alone where no server is known, and say so', async () => {
    expect(await measure()).toMatchObject({
      environment: 'dev',
      deployments: 3,
      changeFailRate: 1 / 3,
      reworkRate: 1 / 3,
      evidence: { source: 'git', sync: 0, git: 4, pending: 0 },
    })
    const { out } = await world.gitops('metrics', '--env', 'dev')
    expect(out.split('\n').map((line) => line.trim().split(/ {2,}/)[0])).toEqual([
      'Deployment frequency',
      'Change lead time',
      'Change fail rate',
      'Failed deployment recovery',
      'Deployment rework rate',
      'From git alone: 4 by the time of their commit.',
    ])
  })

  describe('asked of Argo CD', () => {
    let argo: ArgoCdServer
    beforeEach(async () => {
      argo = await serveArgoCd()
      Object.assign(world.env, { ARGOCD_SERVER: argo.url, ARGOCD_AUTH_TOKEN: argoToken })
    })
    afterEach(() => argo[Symbol.asyncDispose]())

    it('count from the sync: recovery is from the failed sync to the one that took it back', async () => {
      argo.says('hello', { history: history(0, 100, 1000, 600, 50) })
      expect(await measure()).toMatchObject({
        deployments: 3,
        changeFailRate: 1 / 3,
        recoveryTimeMs: 600_000,
        reworkRate: 1 / 3,
        evidence: { source: 'argo-cd', sync: 4, git: 0, pending: 0 },
      })
      const { out } = await world.gitops('metrics', '--env', 'dev')
      expect(out).toContain('Failed deployment recovery   10 min\n')
      expect(out).toContain(
        `From git and ${argo.url}: 4 by the time of their sync, 0 by that of their commit.`,
      )
    })

    it('count a release that its rollback cut off in the sync as failed, from its commit', async () => {
      const all = history(0, 100, 1000, 600, 50)
      argo.says('hello', { history: all.filter((_, index) => index !== 2) })
      const measured = await measure()
      expect(measured).toMatchObject({
        deployments: 3,
        changeFailRate: 1 / 3,
        reworkRate: 1 / 3,
        evidence: { sync: 3, git: 1, pending: 0 },
      })
      expect(measured.recoveryTimeMs).toBeLessThan(60_000)
    })

    it('leave out what is not live yet', async () => {
      argo.says('hello', { history: history(0, 100, 1000, 600) })
      expect(await measure()).toMatchObject({ deployments: 2, evidence: { sync: 3, pending: 1 } })
      argo.says('hello', { health: 'Progressing', history: history(0, 100, 1000, 600, 50) })
      expect(await measure()).toMatchObject({ deployments: 2, evidence: { sync: 3, pending: 1 } })
      const { out } = await world.gitops('metrics', '--env', 'dev')
      expect(out).toMatch(/1 more not yet live\.$/)
    })

    it('count a release that is degraded as failed before anybody undoes it', async () => {
      argo.says('hello', { health: 'Degraded', history: history(0, 100, 1000, 600, 50) })
      expect(await measure()).toMatchObject({ deployments: 3, changeFailRate: 2 / 3 })
    })

    it('know from git what the history does not reach', async () => {
      argo.says('hello', { history: history(0, 100, 1000, 600, 50).slice(2) })
      expect(await measure()).toMatchObject({ deployments: 3, evidence: { sync: 2, git: 2 } })
      argo.says('hello', { status: 404 })
      expect(await measure()).toMatchObject({
        deployments: 3,
        evidence: { source: 'argo-cd', sync: 0, git: 4 },
      })
    })

    it.each([
      { name: 'refuses', env: { ARGOCD_AUTH_TOKEN: 'of-another' }, code: 1, words: 'answers 401' },
      {
        name: 'is away',
        env: { ARGOCD_SERVER: 'http://127.0.0.1:1' },
        code: 1,
        words: 'Cannot reach Argo CD',
      },
      { name: 'is half set', env: { ARGOCD_AUTH_TOKEN: '' }, code: 2, words: 'Set both ARGOCD_SERVER' },
    ])('are not measured when it $name', async ({ env, code, words }) => {
      Object.assign(world.env, env)
      const outcome = await world.gitops('metrics', '--env', 'dev')
      expect(outcome).toMatchObject({ code, out: '' })
      expect(outcome.err).toContain(words)
    })
  })

  it.each([
    { flags: ['--env', 'moon'], words: 'no environment "moon"' },
    { flags: ['--env', 'dev', '--since', 'ever'], words: '--since takes a time' },
    { flags: ['--env', 'dev', '--kubeconfig', '/nowhere'], words: '/nowhere, which does not exist' },
  ])('refuse $flags', async ({ flags, words }) => {
    const { code, err } = await world.gitops('metrics', ...flags)
    expect(code).toBe(2)
    expect(err).toContain(words)
  })

  it('are asked of a cluster, over the Kubernetes API', async () => {
    await using cluster = await RunningCluster.start()
    const access = await clusterAccess(cluster.kubeconfig)
    await access.apply(applicationCrd)
    const application = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'hello', namespace: 'argocd' },
      spec: { project: 'default', destination: {}, source: { repoURL: 'https://git.example', path: 'x' } },
      status: {
        sync: { status: 'Synced' },
        health: { status: 'Healthy' },
        history: history(0, 100, 1000, 600, 50).map((one, id) => ({ id, ...one })),
      },
    }
    // A definition is served a moment after it has been made.
    await vi.waitFor(() => access.apply(application), { timeout: 60_000 })
    access.close()
    expect(await measure('--kubeconfig', cluster.kubeconfig)).toMatchObject({
      deployments: 3,
      recoveryTimeMs: 600_000,
      evidence: { source: 'cluster', sync: 4, git: 0, pending: 0 },
    })
  })
})
