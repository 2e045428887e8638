import { join } from 'node:path'
import { appsAt } from '@gitops-example/delivery/apps/app'
import type { CheckTarget } from '@gitops-example/delivery/checks/check'
import { GreenFiles } from '@gitops-example/delivery/checks/tests/green-files'
import { WarmTests } from '@gitops-example/delivery/checks/tests/warm-tests'
import { Workspace } from '@gitops-example/delivery/workspace/workspace'
import { FakeClock } from '@gitops-example/kit/fake-clock'
import { expect, it } from 'vitest'
import { greeting, helloRepository, installDir, WatchedDelivery } from './hello-app.ts'
import type { ScratchRepository } from './scratch-repository.ts'

const idleMs = 60_000
const starts = 'hello: Vitest starts'
const wrong = 'export function greet(name: string): string {\n  return name.slice(1)\n}\n'

function warmTestsOf(scratch: ScratchRepository) {
  const clock = new FakeClock()
  const lines: string[] = []
  const log = (line: string) => lines.push(line)
  const { objects } = scratch.branch(scratch.origin)
  const [treesDir, modulesDir] = [join(scratch.root, 'trees'), join(scratch.root, 'modules')]
  const workspace = new Workspace({ objects, treesDir, modulesDir, installDir, log })
  const tests = new WarmTests({ clock, idleMs, green: new GreenFiles(join(scratch.root, 'green')), log })
  const { signal } = new AbortController()
  const at = async (revision: string): Promise<CheckTarget> => {
    const [app] = await appsAt(objects, revision)
    if (app === undefined) throw new Error(`no app at ${revision}`)
    const { dir: treeDir, files } = await workspace.prepare(revision, app)
    return { app, treeDir, files, signal }
  }
  return { tests, clock, lines, at, [Symbol.asyncDispose]: () => tests.stop() }
}

it('a Vitest that is warmed up runs what comes, as it is by then', async () => {
  using scratch = await helloRepository()
  await using warm = warmTestsOf(scratch)
  const clone = await scratch.clone()
  warm.tests.warmUp(await warm.at(await scratch.head()))
  const bad = await scratch.commit(clone, 'Greet wrongly', { 'dev/hello/src/greet.ts': wrong })
  // The sources change while it may still load them.
  expect(await warm.tests.run(await warm.at(bad))).toContain('names who is greeted')
  const good = await scratch.commit(clone, 'Greet', { 'dev/hello/src/greet.ts': greeting('Hallo') })
  warm.tests.warmUp(await warm.at(bad))
  expect(await warm.tests.run(await warm.at(good))).toBeUndefined()
  expect(warm.lines).toEqual([starts])
})

it('a Vitest that is warmed up for nothing ends', async () => {
  using scratch = await helloRepository()
  await using warm = warmTestsOf(scratch)
  const target = await warm.at(await scratch.head())
  warm.tests.warmUp(target)
  await warm.clock.advance(idleMs / 2)
  warm.tests.warmUp(target)
  await warm.clock.advance(idleMs - 1)
  expect(warm.lines).toEqual([starts])
  await warm.clock.advance(1)
  warm.tests.warmUp(target)
  expect(warm.lines).toEqual([starts, starts])
})

it('a run that is cut off by the end leaves no process and no timer that would hold up the end', async () => {
  using scratch = await helloRepository()
  await using warm = warmTestsOf(scratch)
  const abort = new AbortController()
  const target = { ...(await warm.at(await scratch.head())), signal: abort.signal }
  const running = warm.tests.run(target)
  abort.abort()
  await Promise.all([warm.tests.stop(), expect(running).rejects.toThrow('cancelled')])
  expect(warm.clock.waiting).toBe(0)
})

it('an edit warms up the tests of its app for the push that follows', async () => {
  using scratch = await helloRepository(['hello', 'other'])
  await using watched = new WatchedDelivery(scratch)
  await watched.deliver(await scratch.head())
  watched.delivery.edited('hello')
  watched.delivery.edited('no-app')
  await expect.poll(() => watched.lines).toContain(starts)
  const clone = await scratch.clone()
  const revision = await scratch.commitOnTop(clone, 'Greet', { 'dev/hello/src/greet.ts': greeting('Hallo') })
  await watched.deliver(revision)
  expect(watched.end(revision)?.name).toBe('delivery.released')
  expect(watched.lines.filter((line) => line.endsWith('Vitest starts'))).toEqual([starts])
})
