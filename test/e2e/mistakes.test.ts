import { afterAll, beforeAll, expect, it } from 'vitest'
import { Checkout } from './harness/checkout.ts'
import { Platform } from './harness/platform.ts'

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

const applications = 'ops/environments/local/05_applications'

it.each([
  {
    name: 'a chart that does not render',
    path: 'dev/webapp/chart/templates/service.yaml',
    change: (text: string) => `${text}\n{{ fail "the chart is upset" }}\n`,
    reports: 'webapp',
    message: /the chart is upset/,
  },
  {
    name: 'a values file that is not YAML',
    path: `${applications}/values/webapp.yaml`,
    change: (text: string) => `${text}\n  odd: [\n`,
    reports: 'webapp',
    message: /webapp\.yaml/,
  },
  {
    name: 'a value that the schema refuses',
    path: `${applications}/values/webapp.yaml`,
    change: (text: string) => `${text}\nreplicas: many\n`,
    reports: 'webapp',
    message: /replicas/,
  },
  {
    name: 'an Application with an unsupported field',
    path: `${applications}/templates/webapp.yaml`,
    change: () =>
      '{{- $app := include "applications.application" (dict "root" . "name" "webapp" "wave" "1") | fromYaml }}\n' +
      '{{- $_ := set (index $app.spec.sources 0) "kustomize" (dict "namePrefix" "x-") }}\n{{ toYaml $app }}\n',
    reports: 'webapp',
    message: /kustomize/,
  },
])('$name is reported by that Application, and the others continue', async (given) => {
  // When the mistake is pushed together with a good change of another app
  const before = checkout.read(given.path)
  const page = await platform.get('webapp')
  checkout.write(given.path, given.change(before))
  checkout.replace('dev/api/chart/values.yaml', 'commonLabels: {}', `commonLabels:\n  round: r${Date.now()}`)
  await checkout.commit('A mistake and a good change')
  const run = await platform.push()

  // Then the pusher sees it and the Application
  expect(run).toMatchObject({ state: 'failed', reason: expect.stringMatching(given.message) })
  expect(run.reason).toMatch(given.reports)

  // And the Application says what is wrong
  const application = await platform.until(`${given.reports} reports it`, async () => {
    const found = await platform.application(given.reports)
    return given.message.test(found?.message ?? '') && found
  })
  expect(application.message).toMatch(given.message)

  // And the other Application has its change, and everything serves
  await platform.until('api is synced', async () => {
    const labels = await platform.kubectl(
      '-n',
      'guestbook',
      'get',
      'deployment',
      'api',
      '-o',
      'jsonpath={.metadata.labels.round}',
    )
    return labels.stdout.startsWith('r')
  })
  expect((await platform.get('webapp')).text).toBe(page.text)

  // When it is fixed, all is well
  checkout.write(given.path, before)
  checkout.write(
    'dev/api/chart/values.yaml',
    checkout.read('dev/api/chart/values.yaml').replace(/commonLabels:\n {2}round: r\d+/, 'commonLabels: {}'),
  )
  await checkout.commit('Fixed')
  await platform.pushLive()
  await platform.until('all is well', async () => {
    const { applications } = await platform.status()
    return applications.every(({ sync, health }) => sync === 'Synced' && health === 'Healthy')
  })
})

it('a release that crashes is reverted by a commit that says why, and the next good one goes live', async () => {
  const good = (await platform.application('webapp'))?.images

  // When a version that crashes at start is delivered
  const path = 'dev/webapp/src/main.ts'
  const source = checkout.read(path)
  checkout.write(path, "console.error('the moon is in the wrong phase')\nprocess.exit(3)\n")
  await checkout.commit('A bad version')
  const pushedAt = Date.now()
  expect(await platform.push()).toMatchObject({ state: 'failed' })
  const bad = await checkout.git.run(['rev-parse', 'HEAD'])

  // Then the Application is back on the image from before, and well
  await platform.until('the release is reverted', async () => {
    const application = await platform.application('webapp')
    return application?.health === 'Healthy' && application.images.join() === good?.join()
  })
  expect(platform.output).toMatch(/webapp at [0-9a-f]{7} became Degraded and was rolled back to [0-9a-f]{7}/)

  // And the commit names the evidence, and the bad one is in quarantine
  await checkout.git.run(['fetch', '--quiet', 'local'])
  expect(await checkout.git.run(['log', '-1', '--format=%B', 'local/releases/local'])).toContain(
    'wrong phase',
  )
  const quarantine = ['show', 'local/releases/local:ops/environments/local/quarantine.yaml']
  expect(await checkout.git.run(quarantine)).toContain(bad)

  // And the failure counts from that release to its rollback, not from the good one before
  const measured = JSON.parse((await platform.gitops('metrics', '--json')).stdout)
  expect(measured.changeFailRate).toBeGreaterThan(0)
  expect(measured.recoveryTimeMs).toBeLessThan(Date.now() - pushedAt + 1000) // commits have times of whole seconds

  // When the next version is good, it goes live
  checkout.write(path, source)
  checkout.replace('dev/webapp/src/pages/home.tsx', '</h1>', ' again</h1>')
  await checkout.commit('A good version')
  await platform.pushLive()
  expect((await platform.get('webapp')).text).toContain(' again</h1>')
})
