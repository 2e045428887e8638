import { expect, it } from 'vitest'
import { parseBiome } from './parse-biome.ts'

const file = 'dev/web/src/page.tsx'

/** A result as Biome 2.6 reports it. */
function result(ruleId: string, text: string, region?: object, level = 'error') {
  const artifactLocation = { uri: `/tree/${file}` }
  const physicalLocation = region === undefined ? { artifactLocation } : { artifactLocation, region }
  return { ruleId, level, message: { text }, locations: [{ physicalLocation }] }
}

function report(...results: object[]): string {
  return JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'Biome' } }, results }] })
}

const region = { startLine: 21, startColumn: 9, endLine: 21, endColumn: 13 }

const table = [
  {
    name: 'a rule with its place',
    output: report(
      result('lint/suspicious/noExplicitAny', 'Unexpected any. Specify a different type.', region),
    ),
    want: [
      {
        file,
        line: 21,
        column: 9,
        message: 'Unexpected any. Specify a different type.',
        rule: 'lint/suspicious/noExplicitAny',
      },
    ],
  },
  {
    name: 'a file that cannot be parsed once, though it cannot be formatted either',
    output: report(
      result('parse', "Expected corresponding JSX closing tag for 'h1'.", region),
      result(
        'format',
        "Code formatting aborted due to parsing errors. To format code with errors, enable the 'formatter.formatWithErrors' option.",
      ),
    ),
    want: [
      {
        file,
        line: 21,
        column: 9,
        message: "Expected corresponding JSX closing tag for 'h1'.",
        rule: 'parse',
        syntax: true,
      },
    ],
  },
  {
    name: 'a file in another format with what to do',
    output: report(result('format', 'Formatter would have printed the following content:')),
    want: [{ file, message: 'The formatter would change this file: npm run fix does it.', rule: 'format' }],
  },
  {
    name: 'imports in another order with what to do',
    output: report(result('assist/source/organizeImports', 'Sort these imports.', region)),
    want: [
      {
        file,
        line: 21,
        column: 9,
        message: 'Sort these imports: npm run fix does it.',
        rule: 'assist/source/organizeImports',
      },
    ],
  },
  {
    name: 'warnings, which are red, too, but no notes',
    output: report(
      result('lint/correctness/noUnusedFunctionParameters', 'This parameter x is unused.', region, 'warning'),
      result(
        'lint/style/useConst',
        'This let declares a variable that is only assigned once.',
        region,
        'note',
      ),
    ),
    want: [
      {
        file,
        line: 21,
        column: 9,
        message: 'This parameter x is unused.',
        rule: 'lint/correctness/noUnusedFunctionParameters',
      },
    ],
  },
  { name: 'that there is no report', output: 'configuration ━━━\n\n  × Biome exited', want: undefined },
]

it.each(table)('reads $name', ({ output, want }) => {
  expect(parseBiome(output, '/tree')).toEqual(want)
})
