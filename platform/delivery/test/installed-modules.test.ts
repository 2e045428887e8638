import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { ScratchRepository } from '@gitops-example/release/testing/scratch-repository'
import { afterEach, expect, it, vi } from 'vitest'
import { InstalledModules } from '../src/workspace/modules/installed-modules.ts'

afterEach(() => vi.unstubAllEnvs())

const packages = {
  '': { dependencies: { a: '*' } },
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
}
const lockfile = JSON.stringify({ lockfileVersion: 3, packages })

/** A revision with that lockfile, a checkout in which nothing is installed yet, and an npm that runs until it is ended. */
async function world() {
  const scratch = await ScratchRepository.create({ 'package.json': '{}', 'package-lock.json': lockfile })
  const installDir = join(scratch.root, 'checkout')
  const npm = join(scratch.root, 'npm')
  const begun = join(scratch.root, 'begun')
  writeFileSync(npm, `#!/bin/sh\necho > '${begun}'\nexec sleep 600\n`)
  chmodSync(npm, 0o755)
  vi.stubEnv('PATH', `${scratch.root}${delimiter}${process.env.PATH}`)
  const modulesDir = join(scratch.root, 'modules')
  const modules = new InstalledModules({ installDir, modulesDir, log: () => {} })
  const { objects } = scratch.branch(scratch.origin)
  return {
    installDir,
    modulesDir,
    /** Asks, and resolves when npm has begun. */
    async ask(signal?: AbortSignal) {
      const asked = modules.of(objects, await scratch.head(), signal)
      asked.catch(() => {})
      await expect.poll(() => existsSync(begun)).toBe(true)
      return { asked }
    },
    install() {
      mkdirSync(join(installDir, 'node_modules/a'), { recursive: true })
      writeFileSync(join(installDir, 'node_modules/a/package.json'), '{"version":"1.0.0"}')
      writeFileSync(join(installDir, 'node_modules/.package-lock.json'), lockfile)
    },
    [Symbol.dispose]: () => scratch[Symbol.dispose](),
  }
}

it('uses the checkout as soon as a person has installed there what it waits for', async () => {
  using scratch = await world()
  const { asked } = await scratch.ask()
  scratch.install()
  const { dir, isIntact } = await asked
  expect([dir, isIntact()]).toEqual([scratch.installDir, true])
  await expect.poll(() => readdirSync(scratch.modulesDir)).toEqual([])
})

it('ends npm when nobody waits for it', async () => {
  using scratch = await world()
  const abort = new AbortController()
  const { asked } = await scratch.ask(abort.signal)
  abort.abort(new Error('no longer needed'))
  await expect(asked).rejects.toThrow('no longer needed')
  await expect.poll(() => readdirSync(scratch.modulesDir)).toEqual([])
})
