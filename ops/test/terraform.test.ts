import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { environments, layersOf, modules } from './environments.ts'
import { findProgram, lacks, ops, run } from './programs.ts'

const folders = [
  ...modules.map((name) => `tf_modules/${name}`),
  ...environments.flatMap((name) => layersOf(name).map((layer) => `environments/${name}/${layer}`)),
]

test.skipIf(lacks('terraform'))('every file has the canonical format (needs terraform)', async () => {
  const { exitCode, stdout, stderr } = await run(['terraform', 'fmt', '-check', '-recursive', '-diff', ops])
  expect(exitCode, stdout + stderr).toBe(0)
})

describe.skipIf(lacks('tflint', 'tflint-ruleset-aws'))(
  'TFLint with the AWS rules (needs both programs)',
  () => {
    const env = { TFLINT_PLUGIN_DIR: dirname(findProgram('tflint-ruleset-aws') ?? '') }
    const config = join(ops, '.tflint.hcl')

    test.each(folders)('finds nothing in %s', async (folder) => {
      const { exitCode, stdout, stderr } = await run(
        ['tflint', `--chdir=${join(ops, folder)}`, `--config=${config}`],
        { env },
      )
      expect(exitCode, stdout + stderr).toBe(0)
    })
  },
)

test.skipIf(lacks('checkov'))(
  'Checkov finds nothing that is not justified beside it (needs checkov)',
  { timeout: 180_000 },
  async () => {
    const { exitCode, stdout, stderr } = await run(['checkov', '--config-file', 'ops/.checkov.yaml'])
    expect(exitCode, stdout + stderr).toBe(0)
    expect(stdout).toMatch(/Passed checks: [1-9]/)
  },
)

// The plugins are some hundred megabytes, so they are not fetched by a test: a mirror or a cache offers them.
const pluginCache = process.env.TF_PLUGIN_CACHE_DIR
describe.skipIf(pluginCache === undefined)('with provider plugins (needs TF_PLUGIN_CACHE_DIR)', () => {
  test.each(folders)('%s is valid and keeps its promises', { timeout: 300_000 }, async (folder) => {
    const data = await mkdtemp(join(tmpdir(), 'terraform-'))
    try {
      const env = { TF_DATA_DIR: data, TF_PLUGIN_CACHE_DIR: pluginCache ?? '' }
      for (const verb of [['init', '-backend=false'], ['validate'], ['test']]) {
        const { exitCode, stdout, stderr } = await run(
          ['terraform', `-chdir=${join(ops, folder)}`, ...verb, '-no-color'],
          { env },
        )
        expect(exitCode, `terraform ${verb.join(' ')}\n${stdout}${stderr}`).toBe(0)
      }
    } finally {
      await rm(data, { recursive: true, force: true })
    }
  })
})
