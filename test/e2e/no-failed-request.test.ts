import { expect, it } from 'vitest'
import { Checkout } from './harness/checkout.ts'
import { constantLoad } from './harness/http.ts'
import { Platform } from './harness/platform.ts'

it('no request fails during five deployments under constant load', async () => {
  using checkout = await Checkout.make()
  await using platform = await Platform.up(checkout)
  const load = constantLoad(await platform.page('webapp'))
  for (let round = 1; round <= 5; round++) {
    checkout.replace('dev/webapp/src/pages/home.tsx', '</h1>', `.</h1>`)
    await checkout.commit(`Deployment ${round}`)
    await platform.pushLive()
  }
  const { requests, failures } = await load.stop()
  expect(failures).toEqual([])
  expect(requests).toBeGreaterThan(5)
})
