import { expect, it } from 'vitest'
import { Checkout } from './harness/checkout.ts'
import { Platform } from './harness/platform.ts'

it('a release that crashes is taken back by a commit that says why, and the next good one goes live', async () => {
  using checkout = await Checkout.make()
  await using platform = await Platform.up(checkout)
  const good = (await platform.application('webapp'))?.images

  // When a version that crashes at start is delivered
  const path = 'dev/webapp/src/main.ts'
  const source = checkout.read(path)
  checkout.write(path, "console.error('the moon is in the wrong phase')\nprocess.exit(3)\n")
  await checkout.commit('A bad version')
  expect(await platform.push()).toMatchObject({ state: 'failed' })
  const bad = await checkout.git.run(['rev-parse', 'HEAD'])

  // Then the Application is back on the image from before, and well
  await platform.until('the release is taken back', async () => {
    const application = await platform.application('webapp')
    return application?.health === 'Healthy' && application.images.join() === good?.join()
  })
  expect(platform.output).toMatch(/webapp at [0-9a-f]{7} became Degraded and is taken back to [0-9a-f]{7}/)

  // And the commit names the evidence, and the bad one is in quarantine
  await checkout.git.run(['fetch', '--quiet', 'local'])
  expect(await checkout.git.run(['log', '-1', '--format=%B', 'local/master'])).toContain('wrong phase')
  const quarantine = ['show', 'local/master:ops/environments/local/quarantine.yaml']
  expect(await checkout.git.run(quarantine)).toContain(bad)

  // When the next version is good, it goes live
  checkout.write(path, source)
  checkout.replace('dev/webapp/src/pages/home.tsx', '</h1>', ' again</h1>')
  await checkout.commit('A good version')
  await platform.pushLive()
  expect((await platform.get('webapp')).text).toContain(' again</h1>')
})
