import { expect, it } from 'vitest'
import { toolWords, unknownFinding } from './tool-words.ts'

it('are without colours, stack, empty lines and the folder of the sources', () => {
  const output = `\u001b[31mfailed to load config from /tree/vitest.config.ts\u001b[0m
file:///checkout/node_modules/rolldown/dist/error.mjs:50
\tconst wrapper = new Error(summary);
\t                ^

Error: Build failed with 1 error:
    at build (file:///tree/node_modules/x.mjs:1:2)
    at async run (file:///tree/node_modules/y.mjs:3:4)

Node.js v24.21.0
`
  expect(toolWords('/tree', output)).toBe(
    'failed to load config from vitest.config.ts\nError: Build failed with 1 error:',
  )
})

it('are without the picture of the source, but with its place', () => {
  const output =
    '[PARSE_ERROR] Unexpected token\n   ╭─[ a.ts:1:3 ]\n   │\n 1 │ a(;\n   │   ┬\n   │   ╰──\n───╯\n'
  expect(toolWords('/tree', output)).toBe('[PARSE_ERROR] Unexpected token\n   ╭─[ a.ts:1:3 ]')
})

it('are without lines that only fill the width', () => {
  expect(toolWords('/tree', '/tree/biome.json:2:1 parse ━━━━━━━━━━\n\n  × Expected an array')).toBe(
    'biome.json:2:1 parse\n  × Expected an array',
  )
})

it('end where nobody reads on', () => {
  const lines = toolWords('/tree', 'x\n'.repeat(20)).split('\n')
  expect(lines).toHaveLength(13)
  expect(lines.at(-1)).toBe('... and 8 more lines')
})

it('of a program that said nothing are that it failed', () => {
  expect(unknownFinding('/tree', '', '\n').message).toBe('The program failed without a word.')
})
