import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gitIn } from '@gitops-example/kit/git/git'
import { ScratchRepository } from '@gitops-example/release/testing/scratch-repository'
import { expect, it } from 'vitest'
import { greeting, helloApp, sharedFiles, WatchedDelivery } from './hello-app.ts'

const words = 'dev/words/src/words.ts'
const patience = { timeout: 30_000 }

/** A library with a test of its own, and a library that it needs. */
const library: Record<string, string> = {
  'dev/words/package.json': manifest('@hello/words', '@hello/letters'),
  'dev/words/tsconfig.json': '{\n  "extends": "../../tsconfig.base.json",\n  "include": ["src"]\n}\n',
  [words]: wordsOf('Hello'),
  'dev/words/src/words.test.ts': [
    "import { expect, it } from 'vitest'",
    "import { word } from './words.ts'",
    '',
    "it('is a word', () => {",
    '  expect(word).toMatch(/^[A-Z][a-z]+!$/)',
    '})',
    '',
  ].join('\n'),
  'dev/letters/package.json': manifest('@hello/letters'),
  'dev/letters/src/letters.ts': "export const mark = '!'\n",
}

function manifest(name: string, ...needs: string[]): string {
  const dependencies = Object.fromEntries(needs.map((need) => [need, '0.1.0']))
  const fields = {
    name,
    version: '0.1.0',
    private: true,
    type: 'module',
    exports: { './*': './src/*.ts' },
    dependencies,
  }
  return `${JSON.stringify(fields, undefined, 2)}\n`
}

function wordsOf(word: string): string {
  return `import { mark } from '@hello/letters/letters'\n\nexport const word = \`${word}\${mark}\`\n`
}

/** The hello app whose words come from the library, bundled by esbuild. */
function speakingApp(name: string): Record<string, string> {
  return {
    ...helloApp(name),
    [`dev/${name}/package.json`]: manifest(`@hello/${name}`, '@hello/words', 'esbuild'),
    [`dev/${name}/src/greet.ts`]: [
      "import { word } from '@hello/words/words'",
      '',
      'export function greet(name: string): string {',
      `  return \`\${word} \${name} of ${name}\``,
      '}',
      '',
    ].join('\n'),
    [`dev/${name}/build.ts`]: [
      "import { join } from 'node:path'",
      "import { build } from 'esbuild'",
      '',
      "const [outdir = ''] = process.argv.slice(2)",
      "const entryPoints = [join(import.meta.dirname, 'src/main.ts')]",
      "await build({ entryPoints, outdir, bundle: true, platform: 'node' })",
      '',
    ].join('\n'),
  }
}

/** `one` and `two` use the library, `hello` does not; all are released. */
async function released() {
  const scratch = await ScratchRepository.create({
    ...sharedFiles(),
    ...library,
    ...helloApp(),
    ...speakingApp('one'),
    ...speakingApp('two'),
  })
  const watched = new WatchedDelivery(scratch)
  const first = await scratch.head()
  await watched.deliver(first)
  const clone = await scratch.clone()
  const work = join(scratch.root, 'work')
  return {
    watched,
    first,
    work,
    /** Delivers a commit with these files. */
    async push(files: Record<string, string | undefined>): Promise<string> {
      const revision = await scratch.commitOnTop(clone, 'Change', files)
      await watched.deliver(revision)
      return revision
    },
    /** The newest bundle of an app. */
    bundle(app: string): string {
      const [name = ''] = readdirSync(join(work, 'bundles', app))
      return readFileSync(join(work, 'bundles', app, name), 'utf8')
    },
    async checkout(): Promise<string> {
      await gitIn(scratch.root).run(['clone', '--quiet', scratch.origin, watched.checkoutDir])
      return watched.checkoutDir
    },
    async [Symbol.asyncDispose]() {
      await watched[Symbol.asyncDispose]()
      scratch[Symbol.dispose]()
    },
  }
}

it('a change of a library delivers every app that uses it, and a change of one app that one', async () => {
  await using world = await released()
  const { watched, first, push, bundle } = world
  expect(watched.end(first)).toMatchObject({ payload: { apps: ['hello', 'one', 'two'] } })

  const shared = await push({ [words]: wordsOf('Hallo') })
  expect(watched.end(shared)).toMatchObject({ name: 'delivery.released', payload: { apps: ['one', 'two'] } })
  expect(watched.steps(shared).filter((step) => /^(lint|types|test) passed$/.test(step))).toHaveLength(6)
  for (const app of ['one', 'two']) expect(bundle(app)).toContain('Hallo')

  const deep = await push({ 'dev/letters/src/letters.ts': "export const mark = '!' as const\n" })
  expect(watched.end(deep)).toMatchObject({ name: 'delivery.released', payload: { apps: ['one', 'two'] } })

  const own = await push({ 'dev/one/src/greet.ts': greeting('Hi') })
  expect(watched.end(own)).toMatchObject({ name: 'delivery.released', payload: { apps: ['one'] } })
})

const mistakes = [
  {
    name: 'a lint error in a library',
    files: { [words]: `${wordsOf('Hallo')}export const unused: any = 1\n` },
    want: /dev\/words\/src\/words\.ts:\d+:\d+: .+ \(lint\/suspicious\/noExplicitAny\)/,
  },
  {
    name: 'a type error in a test of a library',
    files: { 'dev/words/src/other.test.ts': "export const wrong: number = 'text'\n" },
    want: /dev\/words\/src\/other\.test\.ts:1:14: .+ \(types TS2322\)/,
  },
  {
    name: 'a failing test of a library',
    files: { [words]: wordsOf('hallo') },
    want: /dev\/words\/src\/words\.test\.ts:\d+:\d+: is a word: /,
  },
  {
    name: 'a library that is gone',
    files: { 'dev/letters/package.json': undefined, 'dev/letters/src/letters.ts': undefined },
    want: /dev\/words depends on @hello\/letters, but no package below dev\/ is that one/,
  },
  {
    name: 'libraries in a cycle',
    files: { 'dev/letters/package.json': manifest('@hello/letters', '@hello/words') },
    want: /in a cycle: dev\/letters -> dev\/words -> dev\/letters|dev\/words -> dev\/letters -> dev\/words/,
  },
]

it('a mistake in a library stops each app that uses it, by name, and no other', async () => {
  await using world = await released()
  const { watched, push } = world
  let undo: Record<string, string | undefined> = {}
  for (const { name, files, want } of mistakes) {
    const bad = await push({ ...undo, ...files })
    expect(watched.end<'delivery.failed'>(bad)?.payload.reason, name).toMatch(want)
    undo = Object.fromEntries(Object.keys(files).map((path) => [path, library[path]]))
  }
  const bad = await push({ ...undo, 'dev/words/package.json': '{', 'dev/hello/src/greet.ts': greeting('Hi') })
  expect(watched.end(bad)).toMatchObject({ name: 'delivery.released', payload: { apps: ['hello'] } })
  expect(watched.lines.join()).toMatch(/one is left out: .*dev\/words\/package\.json cannot be read/)
})

it('a library that is saved is looked at in each app that uses it, and the push finds that done', async () => {
  await using world = await released()
  const { watched, work } = world
  const checkout = await world.checkout()
  writeFileSync(join(checkout, words), wordsOf('Servus'))
  watched.delivery.edited('words')
  const bundled = (app: string) => world.bundle(app).includes('Servus')
  await expect.poll(() => ['one', 'two'].every(bundled), patience).toBe(true)
  await expect.poll(() => readdirSync(join(work, 'passed')).length, patience).toBe(6)

  const revision = await world.push({ [words]: wordsOf('Servus') })
  const cached = watched.steps(revision).filter((step) => /^(lint|types|test) cached$/.test(step))
  expect(cached).toHaveLength(6)
  expect(watched.end(revision)).toMatchObject({ payload: { apps: ['one', 'two'] } })
})

it('a work tree holds the libraries of its app, and forgets those that it no longer needs', async () => {
  await using world = await released()
  const { push, work } = world
  const tree = (app: string, path: string) => existsSync(join(work, 'trees', app, path))
  expect(tree('hello', 'dev/words')).toBe(false)
  expect(tree('one', words)).toBe(true)
  expect(tree('one', 'dev/node_modules/@hello/letters/src/letters.ts')).toBe(true)
  await push({
    'dev/one/package.json': manifest('@hello/one', 'esbuild'),
    'dev/one/src/greet.ts': greeting('Hi'),
  })
  expect(tree('one', words)).toBe(false)
  expect(tree('one', 'dev/node_modules/@hello/words')).toBe(false)
})
