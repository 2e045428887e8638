import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { tryLockFile } from '@gitops-example/kit/files/lock-file'
import { expect, it } from 'vitest'
import { type Install, ModuleStore } from '../src/workspace/modules/module-store.ts'

/** A directory for a store, and installs that last until the test ends them. */
function scratch() {
  const directory = mkdtempSync(join(tmpdir(), 'gitops-modules-'))
  const begun: { end: () => void; fail: (error: Error) => void; signal: AbortSignal; found: string[] }[] = []
  const install: Install = (dir, signal) =>
    new Promise((resolve, reject) => {
      const found = readdirSync(dir)
      writeFileSync(join(dir, 'package.json'), '{}')
      begun.push({ end: resolve, fail: reject, signal, found })
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
  const isBegun = (count: number) => expect.poll(() => begun.length).toBe(count)
  return {
    directory,
    begun,
    install,
    isBegun,
    names: () => readdirSync(directory).sort(),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  }
}

it('installs once for all who ask, in this process and in another', async () => {
  using world = scratch()
  const { directory, begun, install, isBegun } = world
  const [one, other] = [new ModuleStore(directory), new ModuleStore(directory)]
  const asked = [one.folder('a', install), one.folder('a', install), other.folder('a', install)]
  await isBegun(1)
  begun[0]?.end()
  expect(await Promise.all(asked)).toEqual([0, 1, 2].map(() => join(directory, 'a')))
  expect(await one.folder('a', install)).toBe(join(directory, 'a'))
  expect(begun).toHaveLength(1)
  expect(world.names()).toEqual(['a'])
})

it('goes on with an install when one of those who wait for it goes', async () => {
  using world = scratch()
  const { directory, begun, install, isBegun } = world
  const store = new ModuleStore(directory)
  const gone = new AbortController()
  const first = store.folder('a', install, gone.signal)
  const second = store.folder('a', install, new AbortController().signal)
  await isBegun(1)
  gone.abort(new Error('no longer needed'))
  await expect(first).rejects.toThrow('no longer needed')
  expect(begun[0]?.signal.aborted).toBe(false)
  begun[0]?.end()
  expect(await second).toBe(join(directory, 'a'))
})

it('ends an install that nobody waits for, and begins again for the next who asks', async () => {
  using world = scratch()
  const { directory, begun, install, isBegun } = world
  const store = new ModuleStore(directory)
  const gone = new AbortController()
  const first = store.folder('a', install, gone.signal)
  await isBegun(1)
  gone.abort(new Error('no longer needed'))
  await expect(first).rejects.toThrow('no longer needed')
  const second = store.folder('a', install)
  await isBegun(2)
  expect(begun.map(({ signal }) => signal.aborted)).toEqual([true, false])
  expect(begun[1]?.found).toEqual([])
  begun[1]?.end()
  await second
  expect(world.names()).toEqual(['a'])
})

it('does not begin for somebody who has gone already', async () => {
  using world = scratch()
  const store = new ModuleStore(world.directory)
  const asked = store.folder('a', world.install, AbortSignal.abort(new Error('no longer needed')))
  await expect(asked).rejects.toThrow('no longer needed')
  await setImmediate()
  expect(world.begun).toHaveLength(0)
})

it('tells everyone why it failed, and tries again for the next who asks', async () => {
  using world = scratch()
  const { directory, begun, install, isBegun } = world
  const store = new ModuleStore(directory)
  const asked = [store.folder('a', install), store.folder('a', install)]
  const failed = Promise.all(asked.map((one) => expect(one).rejects.toThrow('E404')))
  await isBegun(1)
  begun[0]?.fail(new Error('E404'))
  await failed
  expect(world.names()).toEqual([])
  const again = store.folder('a', install)
  await isBegun(2)
  begun[1]?.end()
  await again
})

it('removes what a killed run has left before it installs', async () => {
  using world = scratch()
  const { directory, begun, install, isBegun } = world
  mkdirSync(join(directory, 'a.partial/node_modules/half'), { recursive: true })
  writeFileSync(join(directory, 'a.lock'), JSON.stringify({ pid: process.pid, startTime: 'earlier' }))
  const asked = new ModuleStore(directory).folder('a', install)
  await isBegun(1)
  expect(begun[0]?.found).toEqual([])
  begun[0]?.end()
  await asked
  expect(world.names()).toEqual(['a'])
})

function folders(directory: string, ...names: string[]): void {
  for (const [index, name] of names.entries()) {
    mkdirSync(join(directory, name, 'node_modules'), { recursive: true })
    utimesSync(join(directory, name), index + 1, index + 1)
  }
}

it.each([
  { inUse: 'b', want: ['b', 'd'] },
  { inUse: 'd', want: ['c', 'd'] },
  { inUse: undefined, want: ['d'] },
])('keeps the folder in use ($inUse) and the last one used beside it', async ({ inUse, want }) => {
  using world = scratch()
  folders(world.directory, 'a', 'b', 'c', 'd', 'e.partial')
  await new ModuleStore(world.directory).prune(inUse)
  expect(world.names()).toEqual(want)
})

it('counts the use of a folder, not its age', async () => {
  using world = scratch()
  folders(world.directory, 'a', 'b', 'c')
  const store = new ModuleStore(world.directory)
  await store.folder('a', world.install)
  await store.prune('c')
  expect(world.names()).toEqual(['a', 'c'])
})

it('does not remove what somebody just installs or has locked', async () => {
  using world = scratch()
  const { directory, begun, install, isBegun } = world
  folders(directory, 'a', 'b', 'c')
  const { lock } = await tryLockFile(join(directory, 'a.lock'))
  const store = new ModuleStore(directory)
  const asked = store.folder('d', install)
  await isBegun(1)
  await store.prune('c')
  expect(world.names()).toEqual(['a', 'a.lock', 'b', 'c', 'd.lock', 'd.partial'])
  begun[0]?.end()
  await asked
  await lock?.[Symbol.asyncDispose]()
  await store.prune('d')
  expect(existsSync(join(directory, 'd'))).toBe(true)
  expect(world.names()).toEqual(['c', 'd'])
})
