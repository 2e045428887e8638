import { afterAll, beforeAll, expect, it } from 'vitest'
import { Checkout } from './harness/checkout.ts'
import { constantLoad } from './harness/http.ts'
import { Platform } from './harness/platform.ts'

let checkout: Checkout
let platform: Platform

beforeAll(async () => {
  checkout = await Checkout.make()
  // The bad release has to stay, to be examined.
  platform = await Platform.up(checkout, { env: { GITOPS_AUTO_ROLLBACK: 'off' } })
})
afterAll(async () => {
  await platform?.[Symbol.asyncDispose]()
  checkout?.[Symbol.dispose]()
})

it.each([
  {
    name: 'crashes at start',
    app: 'webapp',
    path: 'dev/webapp/src/main.ts',
    text: "console.error('the moon is in the wrong phase')\nprocess.exit(3)\n",
    message: /moon is in the wrong phase/,
  },
  {
    name: 'fails its migration',
    app: 'api',
    path: 'dev/api/src/migrate.ts',
    text: "console.error('the table has legs')\nprocess.exit(4)\n",
    message: /table has legs/,
  },
])('a version that $name gets no traffic and says why', async ({ app, path, text, message }) => {
  // Given an app under load
  const entries = app === 'api' ? '/entries' : '/'
  const before = await platform.get(app, entries)
  const load = constantLoad(new URL(entries, await platform.page(app)), 2)

  // When the bad version is delivered
  const good = checkout.read(path)
  checkout.write(path, text)
  await checkout.commit('A bad version')
  const run = await platform.push()

  // Then the pusher reads its last log lines, and the Application is Degraded with them
  expect(run).toMatchObject({ state: 'failed' })
  expect(run.reason).toMatch(message)
  const application = await platform.application(app)
  expect(application).toMatchObject({ health: 'Degraded' })
  expect(application?.message).toMatch(message)

  // And the previous version has answered every request
  const { requests, failures } = await load.stop()
  expect(failures).toEqual([])
  expect(requests).toBeGreaterThan(0)
  expect((await platform.get(app, entries)).text).toBe(before.text)

  // When the next version is good, it goes live
  checkout.write(path, good)
  await checkout.commit('A good version again')
  await platform.pushLive()
  expect(await platform.application(app)).toMatchObject({ sync: 'Synced', health: 'Healthy' })
})

it('a version that never gets ready gets no traffic', async () => {
  // Given a chart whose readiness probe asks for what is not there, and little patience
  const path = 'dev/webapp/chart/templates/deployment.yaml'
  checkout.replace(path, 'path: /readyz', 'path: /not-there')
  checkout.replace(path, 'strategy:', 'progressDeadlineSeconds: 3\n  strategy:')
  const before = await platform.get('webapp')
  const load = constantLoad(await platform.page('webapp'), 2)

  // When it is delivered
  await checkout.commit('Never ready')
  const run = await platform.push()

  // Then it fails with what the probe got, and the previous version has answered every request
  expect(run).toMatchObject({ state: 'failed' })
  expect(run.reason).toMatch(/webapp is Degraded/)
  expect(await platform.application('webapp')).toMatchObject({ health: 'Degraded' })
  const { failures } = await load.stop()
  expect(failures).toEqual([])
  expect((await platform.get('webapp')).text).toBe(before.text)
})
