import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Git } from '@gitops-example/kit/git/git'
import { ScratchRepository, values } from '@gitops-example/release/testing/scratch-repository'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { greeting, helloApp, installDir, sharedFiles, WatchedDelivery } from './hello-app.ts'

const greet = 'dev/hello/src/greet.ts'
const greetTest = 'dev/hello/src/greet.test.ts'
const config = 'vitest.config.ts'

/** A screen that nobody has to scroll, without the lines that surround the reason. */
const mostLines = 14

interface Case {
  name: string
  files: Record<string, string>
  /** The step that is named, and the app. */
  step: string
  app?: string
  want: (string | RegExp)[]
}

const failing = (body: string) =>
  ["import { expect, it } from 'vitest'", "import { greet } from './greet.ts'", '', body, ''].join('\n')

const cases: Case[] = [
  {
    name: 'a type error',
    files: { [greet]: `${greeting('Hallo')}export const wrong: number = 'text'\n` },
    step: 'types',
    want: [`${greet}:4:14: Type 'string' is not assignable to type 'number'. (types TS2322)`],
  },
  {
    name: 'an unused variable',
    files: { [greet]: `${greeting('Hallo')}const unused = 1\n` },
    step: 'lint',
    want: [`${greet}:4:7: This variable unused is unused. (lint/correctness/noUnusedVariables)`],
  },
  {
    name: 'nothing but the format',
    files: { [greet]: greeting('Hallo').replace('{\n', '{\n\n\n') },
    step: 'lint',
    want: [`${greet}: The formatter would change this file: npm run fix does it. (lint format)`],
  },
  {
    name: 'a syntax error',
    files: { [greet]: greeting('Hallo').replace('(name', '((name') },
    step: 'types',
    want: [
      new RegExp(`^${greet}:1:\\d+: .+ \\(types TS\\d+; also lint, test\\)$`),
      /^\.\.\. and \d+ more that repeat or follow from it: see \.\/gitops check hello$/,
    ],
  },
  {
    name: 'a failed test, with the difference',
    files: {
      [greet]: greeting('Hallo'),
      [greetTest]: failing(
        "it('greets', () => {\n  expect({ a: greet('Ann'), b: 1 }).toEqual({ a: 'Moin', b: 1 })\n})",
      ),
    },
    step: 'test',
    want: [
      `${greetTest}:5:37: greets: expected { a: 'Hallo, Ann', b: 1 } to deeply equal { a: 'Moin', b: 1 } (test)`,
      '  - expected, + received',
      '    {',
      '  -   "a": "Moin",',
      '  +   "a": "Hallo, Ann",',
      '      "b": 1,',
      '    }',
    ],
  },
  {
    name: 'a test file that throws outside of any test',
    files: {
      [greetTest]: failing(
        "if (greet('Ann') !== '') throw new Error('no words')\nit('runs', () => expect(1).toBe(1))",
      ),
    },
    step: 'test',
    want: [`${greetTest}:4:32: Error: no words (test)`],
  },
  {
    name: 'an import that leads nowhere',
    files: {
      [greet]: `import { word } from './word.ts'\n\nexport const greet = (name: string): string => word + name\n`,
    },
    step: 'types',
    want: [
      `${greet}:1:22: Cannot find module './word.ts' or its corresponding type declarations. (types TS2307; also test)`,
      '... and 1 more that repeat or follow from it: see ./gitops check hello',
    ],
  },
  {
    name: 'a bundle that cannot be built',
    files: { 'dev/hello/build.ts': "throw new Error('no such entry point')\n" },
    step: 'image',
    want: ['dev/hello/build.ts:1:7: Error: no such entry point (image)'],
  },
  {
    name: 'a Dockerfile with FORM in place of FROM',
    files: { 'dev/hello/Dockerfile': 'FORM node:24\nCOPY . /app\n' },
    step: 'lint',
    want: ['dev/hello/Dockerfile:1:1: Unknown instruction: FORM (lint Dockerfile)'],
  },
  {
    name: 'two apps at once',
    files: {
      [greet]: `${greeting('Hallo')}export const odd: any = 1\n`,
      'dev/other/src/greet.ts': `${greeting('Hallo')}export const wrong: number = 'text'\n`,
    },
    step: 'types',
    app: 'other',
    want: [
      "dev/other/src/greet.ts:4:14: Type 'string' is not assignable to type 'number'. (types TS2322)",
      `${greet}:4:19: Unexpected any. Specify a different type. (lint/suspicious/noExplicitAny)`,
    ],
  },
  {
    name: 'settings that stop the tests of every app',
    files: {
      [config]: 'export default {\n  test: (\n}\n',
      [greet]: greeting('Hallo'),
      'dev/other/src/greet.ts': greeting('Hallo'),
    },
    step: 'test',
    app: 'hello',
    want: [
      'Vitest ended before the tests did: exit code 1.',
      'failed to load config from vitest.config.ts',
      'Error: Build failed with 1 error:',
      '[PARSE_ERROR] Unexpected token',
      /vitest\.config\.ts:\d:\d/,
    ],
  },
  {
    name: 'settings that stop the linter',
    files: { 'biome.json': '{\n', [greet]: greeting('Hallo') },
    step: 'lint',
    want: [/^biome\.json:2:1 parse \(lint\)$/, /^ {4}× expected `\}`/],
  },
]

describe('the reason of a red delivery', () => {
  let scratch: ScratchRepository
  let watched: WatchedDelivery
  let clone: Git
  const touched = cases.flatMap(({ files }) => Object.keys(files))
  const green: Record<string, string> = { ...sharedFiles(), ...helloApp('hello'), ...helloApp('other') }

  beforeAll(async () => {
    scratch = await ScratchRepository.create(green)
    watched = new WatchedDelivery(scratch)
    await watched.deliver(await scratch.head())
    clone = await scratch.clone()
  })
  afterAll(async () => {
    await watched?.[Symbol.asyncDispose]()
    scratch?.[Symbol.dispose]()
  })

  it.each(cases)(
    'names the cause first, once, and fits on a screen: $name',
    async ({ files, step, app = 'hello', want }) => {
      const before = Object.fromEntries(touched.map((path) => [path, green[path]]))
      const head = await scratch.commitOnTop(clone, 'A mistake', { ...before, ...files })
      await watched.deliver(head)
      const { payload } = watched.end<'delivery.failed'>(head) ?? {}
      expect(payload).toMatchObject({ step, app })
      const lines = payload?.reason.split('\n') ?? []
      expect(lines.length).toBeLessThanOrEqual(mostLines)
      expect(lines.slice(0, want.length)).toEqual(
        want.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))),
      )
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
      expect(payload?.reason).not.toMatch(/\u001b|^ +at .*:\d+\)?$|node_modules|Node\.js v/m)
    },
  )
})

it('one closing tag that is missing in our web app is one fault, though four tools see it', async () => {
  const paths = execFileSync('git', ['ls-files', 'dev/webapp', 'dev/service-kit'], {
    cwd: installDir,
    encoding: 'utf8',
  })
  const files: Record<string, string> = sharedFiles()
  for (const path of paths.trim().split('\n')) files[path] = readFileSync(join(installDir, path), 'utf8')
  files['ops/environments/local/05_applications/values/webapp.yaml'] = values('webapp')
  using scratch = await ScratchRepository.create(files)
  await using watched = new WatchedDelivery(scratch)
  await watched.deliver(await scratch.head())

  const page = 'dev/webapp/src/pages/home.tsx'
  const broken = (files[page] ?? '').replace('</h1>', '')
  const head = await scratch.commitOnTop(await scratch.clone(), 'A mistake', { [page]: broken })
  await watched.deliver(head)
  const { payload } = watched.end<'delivery.failed'>(head) ?? {}
  const line = broken.split('\n').findIndex((text) => text.includes('<h1>')) + 1
  expect(payload).toMatchObject({ step: 'types', app: 'webapp' })
  expect(payload?.reason.split('\n')).toEqual([
    `${page}:${line}:10: JSX element 'h1' has no corresponding closing tag. (types TS17008; also image, lint, test)`,
    expect.stringMatching(/^\.\.\. and \d+ more that repeat or follow from it: see \.\/gitops check webapp$/),
  ])
})
