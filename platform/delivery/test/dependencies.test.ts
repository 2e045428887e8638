import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { ScratchRepository } from '@gitops-example/release/testing/scratch-repository'
import { afterEach, expect, it, vi } from 'vitest'
import { helloApp, helloRepository, installDir, sharedFiles, WatchedDelivery } from './hello-app.ts'

const leftPad = { version: '1.3.0', integrity: 'sha512-left-pad' }
const install = `ln -sn '${join(installDir, 'node_modules')}' node_modules`
const calls = 'npm-calls'

afterEach(() => vi.unstubAllEnvs())

/** The lockfile of this repository with other entries, as npm writes it. */
function lockfileWith(entries: Record<string, object>): Record<string, string> {
  const lockfile = JSON.parse(sharedFiles()['package-lock.json'] ?? '')
  Object.assign(lockfile.packages, entries)
  return { 'package-lock.json': `${JSON.stringify(lockfile, undefined, 2)}\n` }
}

/** The manifests of apps that want left-pad, and the lockfile with it. */
function wantLeftPad(...apps: string[]): Record<string, string> {
  const dependencies = { 'left-pad': '1.3.0' }
  const entries = apps.map((name) => [`dev/${name}`, { name, dependencies }])
  return {
    ...lockfileWith({ ...Object.fromEntries(entries), 'node_modules/left-pad': leftPad }),
    ...Object.assign({}, ...apps.map((name) => manifest(name, dependencies))),
  }
}

function manifest(name: string, dependencies: Record<string, string>): Record<string, string> {
  const fields = { name, private: true, type: 'module', dependencies }
  return { [`dev/${name}/package.json`]: `${JSON.stringify(fields, undefined, 2)}\n` }
}

/** An npm that only counts how often it is called, and does this. */
function stubNpm(scratch: ScratchRepository, script: string): () => number {
  const path = join(scratch.root, 'npm')
  const record = join(scratch.root, calls)
  writeFileSync(path, `#!/bin/sh\necho "$@" >> '${record}'\n${script}\n`)
  chmodSync(path, 0o755)
  vi.stubEnv('PATH', `${scratch.root}${delimiter}${process.env.PATH}`)
  return () => (existsSync(record) ? readFileSync(record, 'utf8').trim().split('\n').length : 0)
}

/** `hello` and `other` are released; npm runs `script` from then on. */
async function released(script: string) {
  const scratch = await helloRepository(['hello', 'other'])
  const watched = new WatchedDelivery(scratch)
  await watched.deliver(await scratch.head())
  const clone = await scratch.clone()
  const npmCalls = stubNpm(scratch, script)
  return {
    scratch,
    watched,
    npmCalls,
    modules: () => readdirSync(join(scratch.root, 'work', 'modules')),
    inTree: (app: string, path: string) =>
      existsSync(join(scratch.root, 'work', 'trees', app, 'node_modules', path)),
    async push(files: Record<string, string>) {
      const revision = await scratch.commitOnTop(clone, 'Change', files)
      await watched.deliver(revision)
      return watched.end(revision)
    },
    async [Symbol.asyncDispose]() {
      await watched[Symbol.asyncDispose]()
      scratch[Symbol.dispose]()
    },
  }
}

it('installs a new lockfile once, for all apps that need it', async () => {
  await using world = await released(`sleep 0.3\n${install}`)
  const end = await world.push(wantLeftPad('hello', 'other'))
  expect(end).toMatchObject({ name: 'delivery.released', payload: { apps: ['hello', 'other'] } })
  expect(world.npmCalls()).toBe(1)
  expect(world.modules()).toHaveLength(1)
})

it('delivers only the app that has a new dependency, and the other one does not see it', async () => {
  const modules = join(installDir, 'node_modules')
  await using world = await released(`mkdir -p node_modules/left-pad && ln -s '${modules}'/* node_modules`)
  const end = await world.push(wantLeftPad('hello'))
  expect(end).toMatchObject({ name: 'delivery.released', payload: { apps: ['hello'] } })
  expect([world.inTree('hello', 'left-pad'), world.inTree('other', 'left-pad')]).toEqual([true, false])
})

it('delivers only an app that is new, with what is installed', async () => {
  await using world = await released('exit 1')
  const end = await world.push({
    ...lockfileWith({
      'dev/third': { name: 'third', dependencies: { kysely: '*' } },
      'node_modules/third': { resolved: 'dev/third', link: true },
    }),
    ...helloApp('third'),
    ...manifest('third', { kysely: '*' }),
  })
  expect(end).toMatchObject({ name: 'delivery.released', payload: { apps: ['third'] } })
  expect(world.npmCalls()).toBe(0)
  expect([world.inTree('third', 'kysely'), world.inTree('hello', 'kysely')]).toEqual([true, false])
  expect(world.inTree('hello', 'vitest/package.json')).toBe(true)
})

it('says what npm said when it cannot install', async () => {
  await using world = await released(
    'echo "npm error code E404" >&2; echo "npm error 404 Not Found" >&2; exit 1',
  )
  const end = await world.push(wantLeftPad('hello'))
  expect(end).toMatchObject({
    name: 'delivery.failed',
    payload: {
      app: 'hello',
      step: 'checkout',
      reason: expect.stringMatching(/\(npm error code E404\): Not Found/),
    },
  })
  expect(world.modules()).toEqual([])
})
