import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gitIn } from '@gitops-example/kit/git/git'
import type { ScratchRepository } from '@gitops-example/release/testing/scratch-repository'
import { expect, it } from 'vitest'
import { greeting, helloRepository, WatchedDelivery } from './hello-app.ts'

const greet = 'dev/hello/src/greet.ts'
const starts = 'hello: Vitest starts'
const wrong = 'export function greet(name: string): string {\n  return name.slice(1)\n}\n'
const hour =
  "import { it } from 'vitest'\n\nit('waits', () => new Promise((end) => setTimeout(end, 3600_000)), 4000_000)\n"
const patience = { timeout: 30_000 }

/** A delivery whose checkout somebody works in: the first release is out. */
async function atWork(scratch: ScratchRepository) {
  const watched = new WatchedDelivery(scratch)
  await watched.deliver(await scratch.head())
  await gitIn(scratch.root).run(['clone', '--quiet', scratch.origin, watched.checkoutDir])
  const work = join(scratch.root, 'work')
  const listing = (name: string) => (existsSync(join(work, name)) ? readdirSync(join(work, name)) : [])
  return {
    watched,
    edit(content: string, path = greet): void {
      writeFileSync(join(watched.checkoutDir, path), content)
      watched.delivery.edited('hello')
    },
    /** Commits and pushes what the checkout has. */
    async push(message: string): Promise<string> {
      const clone = gitIn(watched.checkoutDir, {
        GIT_AUTHOR_NAME: 'Ann',
        GIT_AUTHOR_EMAIL: 'ann@example.com',
        GIT_COMMITTER_NAME: 'Ann',
        GIT_COMMITTER_EMAIL: 'ann@example.com',
      })
      return await scratch.commit(clone, message, {})
    },
    /** How many checks have passed, of any content; those of one step only. */
    passed: (step = '') => listing('passed').filter((name) => name.endsWith(step)).length,
    /** The file that holds the newest bundle, and when it was made. */
    bundle: () => {
      const [name = ''] = listing('bundles/hello')
      return `${name} ${statSync(join(work, 'bundles/hello', name)).mtimeMs}`
    },
    [Symbol.asyncDispose]: () => watched[Symbol.asyncDispose](),
  }
}

it('an edit that is pushed as it was saved finds its checks and its bundle done', async () => {
  using scratch = await helloRepository()
  await using person = await atWork(scratch)
  const before = person.bundle()
  person.edit(greeting('Hallo'))
  await expect.poll(() => person.passed(), patience).toBe(3)
  await expect.poll(person.bundle, patience).not.toBe(before)
  const bundle = person.bundle()

  const revision = await person.push('Greet in German')
  await person.watched.deliver(revision)

  expect(person.watched.steps(revision).sort()).toEqual([
    'bump passed',
    'checkout passed',
    'image passed',
    'lint cached',
    'test cached',
    'types cached',
  ])
  expect(person.bundle()).toBe(bundle)
  expect(person.watched.end(revision)?.name).toBe('delivery.released')
})

it('a push waits for what runs for the same content', async () => {
  using scratch = await helloRepository()
  await using person = await atWork(scratch)
  person.edit(greeting('Hallo'))
  const revision = await person.push('Greet in German')
  await expect.poll(() => person.watched.lines, patience).toContain(starts)
  await person.watched.deliver(revision)
  expect(person.watched.steps(revision)).toContain('test cached')
  expect(person.watched.lines.filter((line) => line === starts)).toHaveLength(1)
})

it('a push of something else cuts short what runs', async () => {
  using scratch = await helloRepository()
  await using person = await atWork(scratch)
  const hour =
    "import { it } from 'vitest'\nit('waits', () => new Promise((r) => setTimeout(r, 3600_000)), 4000_000)\n"
  person.edit(hour, 'dev/hello/src/hour.test.ts')
  await expect.poll(() => person.watched.lines, patience).toContain(starts)
  const clone = await scratch.clone()
  const revision = await scratch.commitOnTop(clone, 'Greet in German', { [greet]: greeting('Hallo') })
  await person.watched.deliver(revision)
  expect(person.watched.steps(revision)).toContain('test passed')
  expect(person.watched.end(revision)?.name).toBe('delivery.released')
})

it('what was edited while a delivery ran is looked at after it', async () => {
  using scratch = await helloRepository()
  await using person = await atWork(scratch)
  const clone = await scratch.clone()
  const revision = await scratch.commitOnTop(clone, 'Greet in German', { [greet]: greeting('Hallo') })
  const delivered = person.watched.deliver(revision)
  person.edit(greeting('Servus'))
  await delivered
  await expect.poll(() => person.passed(), patience).toBe(6)
})

it('an app that is edited again is looked at again at once', async () => {
  using scratch = await helloRepository()
  await using person = await atWork(scratch)
  person.edit(hour, 'dev/hello/src/hour.test.ts')
  await expect.poll(() => person.watched.lines, patience).toContain(starts)
  rmSync(join(person.watched.checkoutDir, 'dev/hello/src/hour.test.ts'))
  person.edit(greeting('Hallo'))
  await expect.poll(() => person.passed('test'), patience).toBe(1)
  const revision = await person.push('Greet in German')
  await person.watched.deliver(revision)
  expect(person.watched.steps(revision)).toContain('test cached')
})

it('a red check is the business of the push, not of the edit', async () => {
  using scratch = await helloRepository()
  await using person = await atWork(scratch)
  person.edit(wrong)
  await expect.poll(() => person.passed(), patience).toBe(2)
  person.watched.delivery.edited('no-app')
  const revision = await person.push('Greet wrongly')
  await person.watched.deliver(revision)
  expect(person.watched.end<'delivery.failed'>(revision)?.payload).toMatchObject({ step: 'test' })
  const reported = person.watched.lines.filter((line) => line !== starts && !line.includes('is not checked'))
  expect(reported).toEqual([])
})

it('nothing that is not committed gets into a repository that others see', async () => {
  using scratch = await helloRepository()
  await using person = await atWork(scratch)
  person.edit('a secret\n', 'dev/hello/notes.txt')
  await expect.poll(() => person.passed(), patience).toBe(3)
  for (const gitDir of [scratch.origin, join(person.watched.checkoutDir, '.git')]) {
    const git = gitIn(gitDir, { GIT_DIR: gitDir })
    const objects = await git.run(['cat-file', '--batch-all-objects', '--batch'])
    expect(objects).toContain('First commit')
    expect(objects).not.toContain('a secret')
  }
})

it('an edit on another branch than the delivered one runs nothing, which is said once', async () => {
  using scratch = await helloRepository()
  await using person = await atWork(scratch)
  const { watched } = person
  const git = gitIn(watched.checkoutDir)
  await git.run(['switch', '--quiet', '--create', 'strange'])
  const passed = person.passed()
  person.edit(greeting('Hallo'))
  await expect
    .poll(() => watched.lines, patience)
    .toContain('What is saved on strange is not checked ahead: only master is.')
  person.edit(greeting('Salut'))
  await git.run(['switch', '--quiet', 'master'])
  person.edit(greeting('Hola'))
  await expect.poll(() => person.passed(), patience).toBe(passed + 3)
  expect(watched.lines.filter((line) => line.includes('not checked ahead'))).toHaveLength(1)
})
