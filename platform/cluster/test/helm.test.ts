import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Helm } from '../src/testing/helm.ts'
import { Kubectl } from '../src/testing/kubectl.ts'
import { lacks } from '../src/testing/programs.ts'
import { RunningCluster } from '../src/testing/running-cluster.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const hooked = join(import.meta.dirname, 'testdata', 'hooked-chart')
const ours = (app: string) => join(root, 'dev', app, 'chart')
const image = ['--set', 'image.repository=demo/web', '--set', 'drainMs=0']
const patience = ['--wait', '--timeout', '30s']

describe.skipIf(lacks('helm') || lacks('kubectl'))('helm', () => {
  let cluster: RunningCluster
  beforeAll(async () => {
    cluster = await RunningCluster.start()
  })
  afterAll(() => cluster[Symbol.asyncDispose]())

  it('installs a chart with hooks, a lookup and a definition, upgrades, tests, rolls back and uninstalls it', async () => {
    const kubectl = await Kubectl.in(cluster, 'hooked')
    const helm = new Helm(cluster, 'hooked')
    const read = (what: string, field: string) => kubectl.ok(`get ${what} -o jsonpath={${field}}`)

    await helm.ok('install', 'demo', hooked, ...patience)
    expect(await kubectl.ok('logs job/demo-prepare')).toBe('prepared revision 1\n')
    expect(await read('note demo', '.spec.text')).toBe('hello')
    const password = await read('secret demo-password', '.data.password')
    expect(await helm.ok('test', 'demo')).toContain('Succeeded')

    await helm.ok('upgrade', 'demo', hooked, '--set', 'greeting=welcome', '--set', 'tag=v2', ...patience)
    expect(await kubectl.ok('logs job/demo-prepare')).toBe('prepared revision 2\n')
    expect(await read('note demo', '.spec.text')).toBe('welcome')
    expect(await read('secret demo-password', '.data.password')).toBe(password)
    expect(await helm.ok('test', 'demo')).toContain('Succeeded')
    expect(await helm.ok('get', 'manifest', 'demo')).toContain('demo/web:v2')

    await helm.ok('rollback', 'demo', '1', ...patience)
    expect(await read('note demo', '.spec.text')).toBe('hello')
    const history = JSON.parse(await helm.ok('history', 'demo', '--output', 'json'))
    expect(history.map(({ status }: { status: string }) => status)).toEqual([
      'superseded',
      'superseded',
      'deployed',
    ])
    expect(await helm.ok('status', 'demo')).toContain('STATUS: deployed')

    await helm.ok('uninstall', 'demo', '--wait')
    expect(await kubectl.ok('get deploy,svc,rs,pods,notes,secrets -o name -l app=demo')).toBe('')
    expect((await helm.try('status', 'demo')).exitCode).toBe(1)
  })

  it('returns to the release before when an upgrade does not become healthy', async () => {
    const kubectl = await Kubectl.in(cluster, 'atomic')
    const helm = new Helm(cluster, 'atomic')
    await helm.ok('install', 'demo', hooked, ...patience)
    const failed = await helm.try(
      'upgrade',
      'demo',
      hooked,
      '--set',
      'tag=broken',
      '--rollback-on-failure',
      '--wait',
      '--timeout',
      '5s',
    )
    expect(failed.exitCode).toBe(1)
    expect(await kubectl.ok('get deploy demo -o jsonpath={.spec.template.spec.containers[0].image}')).toBe(
      'demo/web:v1',
    )
    await kubectl.ok('rollout status deploy/demo --timeout=120s')
    const history = JSON.parse(await helm.ok('history', 'demo', '--output', 'json'))
    expect(history.at(-1)).toMatchObject({ status: 'deployed', description: 'Rollback to 1' })
  })

  it('installs, upgrades and uninstalls our own charts', async () => {
    const kubectl = await Kubectl.in(cluster, 'ours')
    const helm = new Helm(cluster, 'ours')
    const database = ['PGHOST', 'PGDATABASE', 'PGUSER', 'PGPASSWORD'].map(
      (name) => `--from-literal=${name}=none`,
    )
    await kubectl.args(['create', 'secret', 'generic', 'api-database', ...database])
    for (const app of ['api', 'webapp']) {
      await helm.ok('install', app, ours(app), ...image, '--set', 'image.tag=v1', ...patience)
      await helm.ok('upgrade', app, ours(app), ...image, '--set', 'image.tag=v2', ...patience)
      expect(await kubectl.ok(`get deploy ${app} -o jsonpath={.status.readyReplicas}`)).toBe('2')
      await helm.ok('uninstall', app, '--wait')
      expect(
        await kubectl.ok(`get deploy,rs,svc,pdb,netpol,sa -l app.kubernetes.io/instance=${app} -o name`),
      ).toBe('')
    }
  })
})
