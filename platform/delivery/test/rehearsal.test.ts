import { join } from 'node:path'
import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { appsAt } from '@gitops-example/release/apps/app'
import type { ScratchRepository } from '@gitops-example/release/testing/scratch-repository'
import { expect, it } from 'vitest'
import type { Check } from '../src/checks/check.ts'
import { ChecksCache } from '../src/checks/checks-cache.ts'
import { Rehearsal } from '../src/deliver/rehearsal.ts'
import { Bundles } from '../src/image/bundles.ts'
import { Workspace } from '../src/workspace/workspace.ts'
import { helloRepository, installDir } from './hello-app.ts'

/** A rehearsal of one app with the given check. */
async function rehearsalOf(scratch: ScratchRepository, check: Check) {
  const clock = new FakeClock()
  const lines: string[] = []
  const { objects } = scratch.branch(scratch.origin)
  const log = (line: string) => lines.push(line)
  const [treesDir, modulesDir] = [join(scratch.root, 'trees'), join(scratch.root, 'modules')]
  const toolbox = {
    workspace: new Workspace({ objects, treesDir, modulesDir, installDir, log }),
    checks: [check],
    cache: new ChecksCache(join(scratch.root, 'passed')),
    bundles: new Bundles(join(scratch.root, 'bundles')),
    [Symbol.asyncDispose]: async () => {},
  }
  const rehearsal = new Rehearsal({ objects, toolbox, clock, delayMs: 5000, log })
  const revision = await scratch.head()
  const [app] = await appsAt(objects, revision)
  if (app !== undefined) rehearsal.add(app, revision)
  rehearsal.begin()
  return { rehearsal, clock, lines }
}

it('says that what was released unchecked is red', async () => {
  using scratch = await helloRepository()
  const { rehearsal, clock, lines } = await rehearsalOf(scratch, {
    step: 'lint',
    run: async () => [{ file: 'greet.ts', line: 1, column: 1, message: 'bad' }],
  })
  await clock.advance(5000)
  await expect
    .poll(() => lines.join())
    .toMatch(/hello at \w{7} was released unchecked, and lint is red:\ngreet\.ts:1:1: bad/)
  await rehearsal.interrupt()
})

it('is interrupted by a delivery, and begins again after it', async () => {
  using scratch = await helloRepository()
  let runs = 0
  const { promise: running, resolve } = Promise.withResolvers<void>()
  const check: Check = {
    step: 'test',
    run: ({ signal }) =>
      new Promise((pass, fail) => {
        if (++runs > 1) return pass(undefined)
        signal.addEventListener('abort', () => fail(new Error('cancelled')), { once: true })
        resolve()
      }),
  }
  const { rehearsal, clock, lines } = await rehearsalOf(scratch, check)
  await clock.advance(5000)
  await running
  await rehearsal.interrupt()
  rehearsal.begin()
  await clock.advance(5000)
  await expect.poll(() => runs).toBe(2)
  await rehearsal.interrupt()
  expect(lines).toEqual([])
})
