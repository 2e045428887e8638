import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DeliveryEvents } from '@gitops-example/delivery/delivery-events'
import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, it } from 'vitest'
import { greeting, helloRepository, WatchedDelivery } from './hello-app.ts'

const stuck = 'dev/hello/src/stuck.test.ts'

/** Calls `begin` once it runs, and never ends. */
const endless = (path: string, body: string) => `import { writeFileSync } from 'node:fs'
import { it } from 'vitest'

const begin = () => writeFileSync(${JSON.stringify(path)}, '')
it('hangs', { timeout: 4_000_000 }, async () => {
  ${body}
})
`

it.each([
  // Workers report what they are at ten times a second.
  { name: 'waits', body: 'await new Promise(() => setTimeout(begin, 1000))', said: `${stuck} > hangs` },
  // Its worker gets no turn to report anything.
  { name: 'turns in circles', body: 'begin()\n  for (;;);', said: stuck },
])('a test that $name is named after seconds, and ended by the commit that removes it', async (one) => {
  using scratch = await helloRepository()
  const clock = new FakeClock()
  await using watched = new WatchedDelivery(scratch, clock)
  const waits = (revision: string) =>
    watched.reported
      .filter(({ name, payload }) => name === 'delivery.waiting' && payload.revision === revision)
      .map(({ payload }) => (payload as DeliveryEvents['delivery.waiting']).what)
  const begun = join(scratch.root, 'begun')

  // Given a version that serves, and on top of it one whose test runs and does not end
  await watched.deliver(await scratch.head())
  const clone = await scratch.clone()
  const bad = await scratch.commit(clone, 'Hang', { [stuck]: endless(begun, one.body) })
  watched.delivery.pushed({ after: bad })
  await expect.poll(() => existsSync(begun), { timeout: 60_000 }).toBe(true)

  // Then after seconds it says which
  await clock.advance(3000)
  await expect.poll(() => waits(bad).join('\n')).toContain(`hello: test is still running: ${one.said}`)

  // When the commit that removes it is pushed, it waits for a while and says so, and is delivered
  const good = await scratch.commit(clone, 'Do not hang', {
    [stuck]: undefined,
    'dev/hello/src/greet.ts': greeting('Hallo'),
  })
  watched.delivery.pushed({ before: bad, after: good })
  await clock.advance(5000)
  expect(waits(good)).toEqual([`the delivery of ${bad.slice(0, 7)} comes first`])
  await clock.advance(2000)
  await clock.advance(2000) // what a test is given to end by itself
  await watched.delivery.idle()
  expect(watched.end(bad)).toMatchObject({ name: 'delivery.superseded', payload: { by: good } })
  expect(watched.end(good)?.name).toBe('delivery.released')
})
