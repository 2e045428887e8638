import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gitIn } from '@gitops-example/kit/git/git'
import { ScratchRepository } from '@gitops-example/release/testing/scratch-repository'
import { describe, expect, it } from 'vitest'
import { greeting, helloApp, helloRepository, sharedFiles, WatchedDelivery } from './hello-app.ts'

const words = 'dev/words/src/words.ts'
const patience = { timeout: 30_000 }

/** A library with a test of its own, and a library that it needs. */
const library = {
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
    [`dev/${name}/package.json`]: manifest(`@hello/${name}`, '@hello/words'),
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
  await watched.deliver(await scratch.head())
  return {
    scratch,
    watched,
    clone: await scratch.clone(),
    /** The apps whose release a commit with these files brings. */
    async push(files: Record<string, string | undefined>): Promise<string> {
      const revision = await scratch.commitOnTop(await scratch.clone(), 'Change', files)
      await watched.deliver(revision)
      return revision
    },
    async [Symbol.asyncDispose]() {
      await watched[Symbol.asyncDispose]()
      scratch[Symbol.dispose]()
    },
  }
}

describe('apps that share a library', () => {
  it('are both delivered for a change of it, and one for a change of its own', async () => {
    await using world = await released()
    const { watched } = world
    expect(watched.end(await world.scratch.file('x').then(() => firstOf(watched)))).toMatchObject({
      name: 'delivery.released',
      payload: { apps: ['hello', 'one', 'two'] },
    })

    const shared = await world.push({ [words]: wordsOf('Hallo') })
    expect(watched.end(shared)).toMatchObject({ payload: { apps: ['one', 'two'] } })
    expect(watched.steps(shared).filter((step) => /^(lint|types|test) passed$/.test(step))).toHaveLength(6)
    expect(bundleOf(world.scratch, 'one')).toContain('Hallo')
    expect(bundleOf(world.scratch, 'two')).toContain('Hallo')

    const deep = await world.push({ 'dev/letters/src/letters.ts': "export const mark = '!' as string\n" })
    expect(watched.end(deep)).toMatchObject({ payload: { apps: ['one', 'two'] } })

    const own = await world.push({ 'dev/one/src/greet.ts': greeting('Hi') })
    expect(watched.end(own)).toMatchObject({ payload: { apps: ['one'] } })
  })
})
