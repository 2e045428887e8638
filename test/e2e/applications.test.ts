import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from '@gitops-example/kit/testing/programs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Checkout } from './harness/checkout.ts'
import { get } from './harness/http.ts'
import { Platform } from './harness/platform.ts'

const noKubectl = findProgram('kubectl') === undefined && process.env.GITOPS_REQUIRE_TOOLS !== '1'
let checkout: Checkout
let platform: Platform

beforeAll(async () => {
  checkout = await Checkout.make()
  platform = await Platform.up(checkout)
})
afterAll(async () => {
  await platform?.[Symbol.asyncDispose]()
  checkout?.[Symbol.dispose]()
})

const guestbook = (...args: string[]) => platform.kubectl('--namespace', 'guestbook', ...args)

async function names(resource: string): Promise<string[]> {
  const { stdout } = await guestbook('get', resource, '--output', 'name')
  return stdout.split('\n').filter(Boolean)
}

it.skipIf(noKubectl)('a deleted Deployment comes back and serves', async () => {
  const before = await guestbook('get', 'deployment', 'webapp', '--output', 'jsonpath={.metadata.uid}')
  expect((await guestbook('delete', 'deployment', 'webapp')).exitCode).toBe(0)
  await platform.until('webapp is back', async () => {
    const uid = await guestbook(
      'get',
      'deployment',
      'webapp',
      '--ignore-not-found',
      '--output',
      'jsonpath={.metadata.uid}',
    )
    return uid.stdout !== '' && uid.stdout !== before.stdout
  })
  expect((await guestbook('rollout', 'status', 'deployment/webapp', '--timeout=120s')).exitCode).toBe(0)
  await platform.until('webapp serves', async () => (await platform.get('webapp')).status === 200)
})

it.skipIf(noKubectl)(
  'a deleted definition of Applications comes back, with them and what they run',
  async () => {
    const crd = 'customresourcedefinition/applications.argoproj.io'
    const deleted = await platform.kubectl('delete', crd, '--timeout=120s')
    expect(deleted.exitCode, deleted.stderr).toBe(0)
    await platform.printed(/✗ sync .*applications.argoproj.io was deleted/)
    await platform.until('every Application is healthy', async () => {
      const { applications, parts, problem } = await platform.status()
      const isHealthy = applications.every(({ sync, health }) => sync === 'Synced' && health === 'Healthy')
      return (
        problem === undefined &&
        applications.length === 3 &&
        isHealthy &&
        parts.every(({ state }) => state === 'running')
      )
    })
    await platform.until('webapp serves', async () => (await platform.get('webapp')).status === 200)
  },
)

it.skipIf(noKubectl)('a scaled Deployment returns to its number of replicas', async () => {
  expect((await guestbook('scale', 'deployment', 'webapp', '--replicas=3')).exitCode).toBe(0)
  await platform.until('webapp has one replica', async () => {
    const { stdout } = await guestbook(
      'get',
      'deployment',
      'webapp',
      '--output',
      'jsonpath={.spec.replicas} {.status.replicas}',
    )
    return stdout === '1 1'
  })
})

it.skipIf(noKubectl)('what leaves the chart is pruned, and what is not ours is never touched', async () => {
  // Given something of ours, and something that somebody else made in the same namespace
  const template = 'dev/webapp/chart/templates/extra.yaml'
  checkout.write(
    template,
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: extra\n  namespace: {{ .Release.Namespace }}\ndata:\n  a: b\n',
  )
  await checkout.commit('A ConfigMap')
  await platform.pushLive()
  expect((await guestbook('create', 'configmap', 'foreign', '--from-literal=a=b')).exitCode).toBe(0)
  expect(await names('configmaps')).toEqual(expect.arrayContaining(['configmap/extra', 'configmap/foreign']))

  // When ours leaves the chart
  await checkout.git.run(['rm', '--quiet', template])
  await checkout.commit('No ConfigMap')
  await platform.pushLive()

  // Then ours is removed and the other is still there
  await platform.until(
    'extra is pruned',
    async () => !(await names('configmaps')).includes('configmap/extra'),
  )
  expect(await names('configmaps')).toContain('configmap/foreign')
})

it('a folder below dev/ and an entry in 05_applications are all that a new app needs', async () => {
  // When the files of the guide are added to what runs, and pushed
  cpSync(join(import.meta.dirname, 'testdata', 'add-an-app'), checkout.dir, { recursive: true })
  await checkout.commit('A new app')
  expect((await platform.pushLive()).apps).toEqual(['hello'])

  // Then the app answers, and is listed with the others
  const page = new URL('/?name=Ada', await platform.page('hello'))
  expect((await get(page)).text).toBe('Hello, Ada!\n')
  expect(await platform.application('hello')).toMatchObject({ sync: 'Synced', health: 'Healthy' })

  // And its release is on the branch that only this machine has
  await checkout.git.run(['fetch', '--quiet', 'local'])
  const release = ['show', 'local/releases/local:ops/environments/local/05_applications/releases/hello.yaml']
  expect(await checkout.git.run(release)).toContain(await checkout.git.run(['rev-parse', 'HEAD']))
  expect(await checkout.git.run(['rev-parse', 'local/master'])).toBe(
    await checkout.git.run(['rev-parse', 'HEAD']),
  )

  // When it is removed, nothing of it is left
  await checkout.git.run(['rm', '--quiet', '-r', 'dev/hello'])
  await checkout.git.run([
    'rm',
    '--quiet',
    'ops/environments/local/05_applications/templates/hello.yaml',
    'ops/environments/local/05_applications/values/hello.yaml',
  ])
  await checkout.commit('No new app')
  await platform.gitops('push')
  await platform.until(
    'its Application is removed',
    async () => (await platform.application('hello')) === undefined,
  )
  const left = await platform.kubectl('get', 'all', '-n', 'guestbook', '-o', 'name')
  expect(left.stdout).not.toContain('hello')
})
