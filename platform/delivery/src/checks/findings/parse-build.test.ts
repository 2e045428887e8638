import { expect, it } from 'vitest'
import { parseBuild } from './parse-build.ts'

const table = [
  {
    name: 'what the service kit prints',
    output: `dev/web/src/page.tsx:23:9: error: Unexpected closing "header" tag does not match opening "h1" tag
dev/web/src/page.tsx:21:10: note: The opening "h1" tag is here:
dev/web/src/main.ts:4:19: error: Could not resolve "./gone.ts"
dev/web/src/main.ts:1:2: warning: Comparison with NaN is always false
`,
    want: [
      {
        file: 'dev/web/src/page.tsx',
        line: 23,
        column: 9,
        message: 'Unexpected closing "header" tag does not match opening "h1" tag',
        syntax: true,
      },
      { file: 'dev/web/src/main.ts', line: 4, column: 19, message: 'Could not resolve "./gone.ts"' },
    ],
  },
  {
    name: 'an error of esbuild that nothing caught',
    output: `\u001b[31m✘ \u001b[41;31m[\u001b[41;97mERROR\u001b[41;31m]\u001b[0m \u001b[1mCould not resolve "./gone.ts"\u001b[0m

    src/main.ts:4:18:
\u001b[37m      4 │ import { w } from \u001b[32m'./gone.ts'\u001b[37m
        ╵                   \u001b[32m~~~~~~~~~~~\u001b[0m

/tree/node_modules/esbuild/lib/main.js:1752
  let error = new Error(text);
              ^

Error: Build failed with 1 error:
src/main.ts:4:18: ERROR: Could not resolve "./gone.ts"
    at failureErrorWithLog (/tree/node_modules/esbuild/lib/main.js:1752:15)
    at Socket.emit (node:events:514:28) {
  errors: [Getter/Setter],
  warnings: [Getter/Setter]
}

Node.js v24.21.0
`,
    want: [{ file: 'dev/web/src/main.ts', line: 4, column: 19, message: 'Could not resolve "./gone.ts"' }],
  },
  {
    name: 'an error that build.ts throws, at its place in the sources',
    output: `file:///tree/dev/web/steps.ts:2
throw new Error('no such entry point')
^

Error: no such entry point
    at inner (file:///tree/node_modules/some/index.js:1:1)
    at check (file:///tree/dev/web/steps.ts:2:7)
    at file:///tree/dev/web/build.ts:9:1
    at node:internal/main/run_main_module:33:47

Node.js v24.21.0
`,
    want: [{ file: 'dev/web/steps.ts', line: 2, column: 7, message: 'Error: no such entry point' }],
  },
  {
    name: 'a build.ts that cannot be parsed',
    output: `file:///tree/dev/web/build.ts:1
const = 1
      ^

SyntaxError [ERR_INVALID_TYPESCRIPT_SYNTAX]: Unexpected token \`=\`. Expected yield, an identifier, [ or {
    at parseTypeScript (node:internal/modules/typescript:72:36)
    at node:internal/main/run_main_module:33:47 {
  code: 'ERR_INVALID_TYPESCRIPT_SYNTAX'
}

Node.js v24.21.0
`,
    want: [
      {
        file: 'dev/web/build.ts',
        line: 1,
        message:
          'SyntaxError [ERR_INVALID_TYPESCRIPT_SYNTAX]: Unexpected token `=`. Expected yield, an identifier, [ or {',
        syntax: true,
      },
    ],
  },
  {
    name: 'an import that leads nowhere, without the folder of the sources',
    output: `node:internal/modules/esm/resolve:272
    throw new ERR_MODULE_NOT_FOUND(
          ^

Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/tree/dev/web/gone.ts' imported from /tree/dev/web/build.ts
    at finalizeResolution (node:internal/modules/esm/resolve:272:11) {
  code: 'ERR_MODULE_NOT_FOUND',
  url: 'file:///tree/dev/web/gone.ts'
}

Node.js v24.21.0
`,
    want: [
      {
        message:
          "Error [ERR_MODULE_NOT_FOUND]: Cannot find module 'dev/web/gone.ts' imported from dev/web/build.ts",
      },
    ],
  },
  { name: 'nothing in words of its own', output: 'there is no disk\n', want: [] },
]

it.each(table)('reads $name', ({ output, want }) => {
  expect(parseBuild(output, '/tree', 'dev/web')).toEqual(want)
})
