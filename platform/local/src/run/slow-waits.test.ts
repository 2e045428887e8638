import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, it } from 'vitest'
import { OpenRun } from './open-run.ts'
import { plainLines } from './plain-lines.ts'
import { SlowWaits } from './slow-waits.ts'

const revision = 'd'.repeat(40)
const hook = 'waiting for completion of hook Job guestbook/shop-migrate: Job is running'

function waiting() {
  const clock = new FakeClock(0)
  const open = new OpenRun('c'.repeat(40), 0)
  let changes = 0
  const waits = new SlowWaits(clock, () => changes++)
  return {
    clock,
    open,
    waits,
    changes: () => changes,
    says: (message: string | undefined, application = 'shop') =>
      waits.waits(open, { application, revisions: [revision], ...(message && { message }), at: clock.now() }),
    lines: () => open.updates.flatMap(plainLines()),
  }
}

it('says what a run waits for after two seconds, then every ten', async () => {
  const { clock, open, says, lines, changes } = waiting()
  says(hook)
  open.waits.released(['shop'])
  await clock.advance(1999)
  expect(lines()).toEqual([])
  await clock.advance(1)
  await clock.advance(10_000)
  expect(lines()).toEqual([`  shop: ${hook} (2 s)`, `  shop: ${hook} (12 s)`])
  expect(changes()).toBe(2)
})

it('says nothing of a wait that is over or another one by then', async () => {
  const { clock, open, says, lines } = waiting()
  open.waits.released(['shop'])
  says(hook)
  await clock.advance(1500)
  says('waiting for healthy state of Deployment guestbook/shop')
  await clock.advance(1500)
  says(undefined)
  await clock.advance(60_000)
  expect(lines()).toEqual([])
  expect(clock.waiting).toBe(0)
})

it('says nothing of Applications that the run does not wait for', async () => {
  const { clock, open, says, lines } = waiting()
  open.waits.released(['cart'])
  says(hook)
  says('waiting for healthy state of Deployment guestbook/cart', 'cart')
  await clock.advance(2000)
  expect(lines()).toEqual(['  cart: waiting for healthy state of Deployment guestbook/cart (2 s)'])
})

it('keeps to one line, whatever a hook has logged', async () => {
  const { clock, open, says, lines } = waiting()
  open.waits.released(['shop'])
  says(`hook Job failed: ${'x'.repeat(300)}\n  the log`)
  await clock.advance(2000)
  expect(lines()).toEqual([`  shop: hook Job failed: ${'x'.repeat(177)}… (2 s)`])
})

it('leaves no timer behind once the run has ended', async () => {
  const { clock, open, waits, says } = waiting()
  says(hook)
  says(hook, 'cart')
  waits.ended(open)
  expect(clock.waiting).toBe(0)
})
