import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { appsAt } from '@gitops-example/release/apps/app'
import type { ScratchRepository } from '@gitops-example/release/testing/scratch-repository'
import { expect, it } from 'vitest'
import type { CheckTarget } from '../src/checks/check.ts'
import { GreenFiles } from '../src/checks/tests/green-files.ts'
import { WarmTests } from '../src/checks/tests/warm-tests.ts'
import { Workspace } from '../src/workspace/workspace.ts'
import { greeting, helloRepository, installDir } from './hello-app.ts'

const idleMs = 60_000
const starts = 'hello: Vitest starts'
const wrong = 'export function greet(name: string): string {\n  return name.slice(1)\n}\n'

/** Ten minutes in steps of a tenth of a second. */
const slowTests = `import { writeFileSync } from 'node:fs'
import { it } from 'vitest'

writeFileSync('begun', '')
it.each(Array.from({ length: 6000 }, (_, index) => index))('waits %i', async () => {
  await new Promise((resolve) => setTimeout(resolve, 100))
})
`

const stuckTest = `import { writeFileSync } from 'node:fs'
import { it } from 'vitest'

it('hangs', () => {
  writeFileSync('begun', '')
  for (;;);
})
`

const migrationsTest = `import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'

const folder = join(import.meta.dirname, '..', 'migrations')
it.each(readdirSync(folder))('%s exports SQL', async (file) => {
  const { up } = await import(pathToFileURL(join(folder, file)).href)
  expect(up).toEqual(expect.stringContaining('SELECT'))
})
`

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
    const { dir: treeDir, files, libraries } = await workspace.prepare(revision, app)
    return { app, libraries, treeDir, files, signal }
  }
  return { tests, clock, lines, at, [Symbol.asyncDispose]: () => tests.stop() }
}

it('a Vitest stays for the next run, and ends when none comes', async () => {
  using scratch = await helloRepository()
  await using warm = warmTestsOf(scratch)
  const clone = await scratch.clone()
  expect(await warm.tests.run(await warm.at(await scratch.head()))).toBeUndefined()
  await warm.clock.advance(idleMs - 1)
  const bad = await scratch.commit(clone, 'Greet wrongly', { 'dev/hello/src/greet.ts': wrong })
  expect(await warm.tests.run(await warm.at(bad))).toMatchObject([{ test: 'names who is greeted' }])
  expect(warm.lines).toEqual([starts])
  await warm.clock.advance(idleMs)
  const good = await scratch.commit(clone, 'Greet', { 'dev/hello/src/greet.ts': greeting('Hallo') })
  expect(await warm.tests.run(await warm.at(good))).toBeUndefined()
  expect(warm.lines).toEqual([starts, starts])
})

it('sees a change through every module between it and a test, whatever has run before', async () => {
  using scratch = await helloRepository()
  await using warm = warmTestsOf(scratch)
  const clone = await scratch.clone()
  const shout = (name: string) => ({
    [`dev/hello/src/${name}.ts`]: `import { greet } from './greet.ts'\n\nexport const ${name} = greet('Ann')\n`,
    [`dev/hello/src/${name}.test.ts`]: [
      "import { expect, it } from 'vitest'",
      `import { ${name} } from './${name}.ts'`,
      '',
      `it('${name} greets in German', () => {`,
      `  expect(${name}).toBe('Hallo, Ann')`,
      '})',
      '',
    ].join('\n'),
  })
  const german = { 'dev/hello/src/greet.ts': greeting('Hallo') }
  const good = await scratch.commit(clone, 'Shout', { ...shout('one'), ...shout('two'), ...german })
  expect(await warm.tests.run(await warm.at(good))).toBeUndefined()
  for (let round = 1; round <= 2; round++) {
    const bad = await scratch.commit(clone, 'In English', { 'dev/hello/src/greet.ts': greeting('Hello') })
    const failure = await warm.tests.run(await warm.at(bad))
    expect(failure?.map(({ test }) => test).sort()).toEqual(['one greets in German', 'two greets in German'])
    const fixed = await scratch.commit(clone, 'In German', german)
    expect(await warm.tests.run(await warm.at(fixed))).toBeUndefined()
  }
  expect(warm.lines).toEqual([starts])
})

it('sees a migration that comes or is edited, though no module imports it by name', async () => {
  using scratch = await helloRepository()
  await using warm = warmTestsOf(scratch)
  const clone = await scratch.clone()
  const folder = 'dev/hello/migrations'
  const messagesOf = async (revision: string) =>
    ((await warm.tests.run(await warm.at(revision))) ?? []).map(({ test }) => test).join('\n')
  const first = await scratch.commit(clone, 'Migrate', {
    [`${folder}/0001-a.ts`]: "export const up = 'SELECT 1'\n",
    'dev/hello/src/migrations.test.ts': migrationsTest,
  })
  expect(await warm.tests.run(await warm.at(first))).toBeUndefined()
  const added = await scratch.commit(clone, 'Add one', { [`${folder}/0002-b.ts`]: 'export const down = 1\n' })
  expect(await messagesOf(added)).toContain('0002-b.ts exports SQL')
  const fixed = await scratch.commit(clone, 'Fix it', {
    [`${folder}/0002-b.ts`]: "export const up = 'SELECT 2'\n",
  })
  expect(await warm.tests.run(await warm.at(fixed))).toBeUndefined()
  const edited = await scratch.commit(clone, 'Edit one', { [`${folder}/0001-a.ts`]: 'export const up = 1\n' })
  expect(await messagesOf(edited)).toContain('0001-a.ts exports SQL')
})

it('a run that nobody needs any more ends early, and its Vitest runs the next', async () => {
  using scratch = await helloRepository()
  await using warm = warmTestsOf(scratch)
  const clone = await scratch.clone()
  const slow = await scratch.commit(clone, 'Test slowly', { 'dev/hello/src/slow.test.ts': slowTests })
  const abort = new AbortController()
  const target = { ...(await warm.at(slow)), signal: abort.signal }
  const cutShort = expect(warm.tests.run(target)).rejects.toThrow('no longer needed')
  await expect.poll(() => existsSync(join(target.treeDir, 'begun'))).toBe(true)
  abort.abort(new Error('no longer needed'))
  await cutShort
  const other = slowTests.replace('6000', '1').replace('begun', 'begun-again')
  const fewer = await scratch.commit(clone, 'Test less', { 'dev/hello/src/slow.test.ts': other })
  expect(await warm.tests.run(await warm.at(fewer))).toBeUndefined()
  expect(existsSync(join(target.treeDir, 'begun-again'))).toBe(true)
  expect(warm.lines).toEqual([starts])
})

it('a run that does not end when it should is ended with its Vitest', async () => {
  using scratch = await helloRepository()
  await using warm = warmTestsOf(scratch)
  const clone = await scratch.clone()
  const stuck = await scratch.commit(clone, 'Hang', { 'dev/hello/src/stuck.test.ts': stuckTest })
  const abort = new AbortController()
  const target = { ...(await warm.at(stuck)), signal: abort.signal }
  const cutShort = expect(warm.tests.run(target)).rejects.toThrow('cancelled')
  await expect.poll(() => existsSync(join(target.treeDir, 'begun'))).toBe(true)
  abort.abort()
  await warm.clock.advance(2000)
  await cutShort
  const good = await scratch.commit(clone, 'Go on', { 'dev/hello/src/stuck.test.ts': undefined })
  expect(await warm.tests.run(await warm.at(good))).toBeUndefined()
  expect(warm.lines).toEqual([starts, starts])
})

it('a run that is cut off by the end leaves no process and no timer that would hold up the end', async () => {
  using scratch = await helloRepository()
  await using warm = warmTestsOf(scratch)
  const abort = new AbortController()
  const target = { ...(await warm.at(await scratch.head())), signal: abort.signal }
  const running = warm.tests.run(target)
  abort.abort()
  await Promise.all([warm.tests.stop(), expect(running).rejects.toThrow()])
  expect(warm.clock.waiting).toBe(0)
})

it('runs the tests once more when a signal ends a worker or Vitest itself, and then says so', async () => {
  using scratch = await helloRepository()
  await using warm = warmTestsOf(scratch)
  const clone = await scratch.clone()
  const killing = (victim: string, isFatal: string) => ({
    'dev/hello/src/killed.test.ts': `import { existsSync, writeFileSync } from 'node:fs'
import { it } from 'vitest'

it('is killed', async () => {
  const isFatal = ${isFatal}
  writeFileSync('begun', '')
  if (isFatal) process.kill(${victim}, 'SIGKILL')
  if (isFatal) await new Promise(() => {})
})
`,
  })
  const once = await scratch.commit(clone, 'End', killing('process.pid', "!existsSync('begun')"))
  expect(await warm.tests.run(await warm.at(once))).toBeUndefined()
  expect(warm.lines).toContain('hello: The tests were ended by SIGKILL. They are run once more.')
  const always = await scratch.commit(clone, 'End it all', killing('process.ppid', 'true'))
  await expect(warm.tests.run(await warm.at(always))).rejects.toThrow('The tests were ended by SIGKILL.')
})
